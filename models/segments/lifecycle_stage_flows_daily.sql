-- One row per business day, from the first entry to as_of_date, and lifecycle stage.
-- opening + entered - left = closing. Users of a stage do not add up over days.

with

spells as (
    select * from {{ ref('lifecycle_stage_spells') }}
),

stages as (
    select * from {{ ref('lifecycle_stages') }}
),

first_entry as (
    select min(started_date) as first_date from spells
),

days as (
    select
        cast(
            first_entry.first_date + cast(numbers.n as int) * interval '1' day as date
        ) as business_date
    from first_entry
    cross join range(0, 40000) as numbers (n)
    where
        cast(first_entry.first_date + cast(numbers.n as int) * interval '1' day as date)
        <= {{ as_of_date() }}
),

entered as (
    select
        started_date as business_date,
        lifecycle_stage,
        count(*) as entered_users
    from spells
    group by started_date, lifecycle_stage
),

lefts as (
    select
        ended_date as business_date,
        lifecycle_stage,
        count(*) as left_users
    from spells
    where ended_date is not null
    group by ended_date, lifecycle_stage
),

movements as (
    select
        days.business_date,
        stages.lifecycle_stage,
        coalesce(entered.entered_users, 0) as entered_users,
        coalesce(lefts.left_users, 0) as left_users
    from days
    cross join stages
    left join entered
        on
            days.business_date = entered.business_date
            and stages.lifecycle_stage = entered.lifecycle_stage
    left join lefts
        on
            days.business_date = lefts.business_date
            and stages.lifecycle_stage = lefts.lifecycle_stage
),

movements_summed as (
    select
        *,
        sum(entered_users - left_users) over (
            partition by lifecycle_stage
            order by business_date nulls last
            rows between unbounded preceding and current row
        ) as closing_users
    from movements
)

select
    business_date,
    lifecycle_stage,
    cast(closing_users - entered_users + left_users as bigint) as opening_users,
    cast(entered_users as bigint) as entered_users,
    cast(left_users as bigint) as left_users,
    cast(closing_users as bigint) as closing_users,
    {{ as_of_date() }} as as_of_date
from movements_summed
