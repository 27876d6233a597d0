-- One row per day or month, kind of segment, segment at its start and segment at its
-- end: how many people went from one to the other, those who stayed included.
-- A month leads from one month end to the next; the current one to as_of_date. Segments
-- of the start add up to its people; kinds, grains and periods do not add up.

with

day_flows as (
    select * from {{ ref('segment_flows_daily') }}
),

day_moves as (
    select * from {{ ref('int_segment_moves_daily') }}
),

month_moves as (
    select * from {{ ref('int_segment_moves_monthly') }}
),

moves as (
    select
        'day' as grain,
        business_date as period_start,
        segment_kind,
        from_segment,
        to_segment,
        user_count,
        true as is_complete
    from day_moves
    union all
    -- Who stayed.
    select
        'day' as grain,
        business_date as period_start,
        segment_kind,
        segment as from_segment,
        segment as to_segment,
        opening_users - left_users as user_count,
        true as is_complete
    from day_flows
    where opening_users > left_users
    union all
    select
        'month' as grain,
        period_start,
        segment_kind,
        from_segment,
        to_segment,
        user_count,
        is_complete
    from month_moves
),

totalled as (
    select
        *,
        -- Nobody can say how many had not entered.
        case
            when from_segment <> 'none'
                then sum(user_count) over (
                    partition by grain, period_start, segment_kind, from_segment
                )
        end as from_users
    from moves
)

select
    grain,
    period_start,
    segment_kind,
    from_segment,
    to_segment,
    cast(user_count as bigint) as user_count,
    cast(from_users as bigint) as from_users,
    {{ ratio('user_count', 'from_users') }} as transition_rate,
    {{ wilson_bound('user_count', 'from_users', -1) }} as transition_rate_low,
    {{ wilson_bound('user_count', 'from_users', 1) }} as transition_rate_high,
    is_complete,
    {{ as_of_date() }} as as_of_date
from totalled
