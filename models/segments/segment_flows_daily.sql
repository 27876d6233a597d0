-- One row per business day, from the first entry to as_of_date, and lifecycle stage or
-- value tier.
-- opening + entered - left = closing. Users of a segment do not add up over days, nor
-- do the kinds.

with

moves as (
    select * from {{ ref('int_segment_moves_daily') }}
),

segments as (
    select
        'lifecycle_stage' as segment_kind,
        lifecycle_stage as segment
    from {{ ref('lifecycle_stages') }}
    union all
    select
        'value_tier' as segment_kind,
        value_tier as segment
    from {{ ref('value_tiers') }}
),

first_entry as (
    select min(business_date) as first_date from moves
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

movements as (
    select
        business_date,
        segment_kind,
        to_segment as segment,
        user_count as entered_users,
        0 as left_users
    from moves
    union all
    select
        business_date,
        segment_kind,
        from_segment as segment,
        0 as entered_users,
        user_count as left_users
    from moves
    union all
    -- A day without movement is a row, too.
    select
        days.business_date,
        segments.segment_kind,
        segments.segment,
        0 as entered_users,
        0 as left_users
    from days
    cross join segments
),

movements_aggregated as (
    select
        business_date,
        segment_kind,
        segment,
        sum(entered_users) as entered_users,
        sum(left_users) as left_users
    from movements
    where segment <> 'none'
    group by business_date, segment_kind, segment
),

movements_summed as (
    select
        *,
        sum(entered_users - left_users) over (
            partition by segment_kind, segment
            order by business_date nulls last
            rows between unbounded preceding and current row
        ) as closing_users
    from movements_aggregated
)

select
    business_date,
    segment_kind,
    segment,
    cast(closing_users - entered_users + left_users as bigint) as opening_users,
    cast(entered_users as bigint) as entered_users,
    cast(left_users as bigint) as left_users,
    cast(closing_users as bigint) as closing_users,
    {{ as_of_date() }} as as_of_date
from movements_summed
