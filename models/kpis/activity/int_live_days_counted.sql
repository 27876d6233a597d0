-- One row per grain, period and standing at its start: user-days with a live
-- relationship, up to as_of_date.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

changes as (
    select * from {{ ref('int_live_days_changed') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

standings as (
    select distinct grain, value_tier, lifecycle_stage from changes
),

days as (
    select
        standings.grain,
        standings.value_tier,
        standings.lifecycle_stage,
        calendar.business_date,
        0 as difference
    from standings
    inner join calendar on standings.grain = calendar.grain
    union all
    -- A period can begin before the first day of the calendar.
    select
        changes.grain,
        changes.value_tier,
        changes.lifecycle_stage,
        greatest(changes.changed_date, bounds.first_date) as business_date,
        changes.difference
    from changes
    cross join (
        select min(business_date) as first_date from {{ ref('int_calendar_periods') }}
    ) as bounds
),

days_aggregated as (
    select
        grain,
        value_tier,
        lifecycle_stage,
        business_date,
        sum(difference) as difference
    from days
    group by grain, value_tier, lifecycle_stage, business_date
),

days_cumulated as (
    select
        grain,
        value_tier,
        lifecycle_stage,
        business_date,
        sum(difference) over (
            partition by grain, value_tier, lifecycle_stage
            order by business_date nulls last
            rows between unbounded preceding and current row
        ) as live_users
    from days_aggregated
)

select
    days_cumulated.grain,
    calendar.period_start,
    days_cumulated.value_tier,
    days_cumulated.lifecycle_stage,
    cast(sum(days_cumulated.live_users) as bigint) as live_days
from days_cumulated
inner join calendar
    on
        days_cumulated.grain = calendar.grain
        and days_cumulated.business_date = calendar.business_date
group by
    days_cumulated.grain,
    calendar.period_start,
    days_cumulated.value_tier,
    days_cumulated.lifecycle_stage
