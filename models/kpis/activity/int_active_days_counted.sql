-- One row per grain, period and dimension value: user-days with an interaction or a
-- kept order, and user-days with a live relationship, by the standing at the period's
-- start.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

user_periods as (
    select * from {{ ref('int_user_periods') }}
    where active_days > 0
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

live_days as (
    select * from {{ ref('int_live_days_counted') }}
),

united as (
    select
        user_periods.grain,
        user_periods.period_start,
        standings.value_tier,
        standings.lifecycle_stage,
        sum(user_periods.active_days) as active_days,
        0 as live_days
    from user_periods
    left join standings
        on
            user_periods.user_id = standings.user_id
            and {{ held_before('standings', 'user_periods.period_start') }}
    group by
        user_periods.grain,
        user_periods.period_start,
        standings.value_tier,
        standings.lifecycle_stage
    union all
    select
        grain,
        period_start,
        value_tier,
        lifecycle_stage,
        0 as active_days,
        live_days
    from live_days
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(active_days) as bigint) as active_days,
    cast(sum(live_days) as bigint) as live_days
from united
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
