-- One row per grain, period and dimension value: interactions by hour, weekday and
-- type, and all of the period.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set dimensions = {
    'hour': 'hour_of_day',
    'weekday': 'weekday_number',
    'type': 'event_type',
} %}

with

hours as (
    select
        happened_date,
        cast(happened_hour as string) as hour_of_day,
        -- Monday is 1.
        cast(
            cast(
                happened_date - cast(date_trunc('week', happened_date) as date) as int
            )
            + 1 as string
        ) as weekday_number,
        event_type,
        interactions
    from {{ ref('int_interaction_hours') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(hours.interactions) as interactions
    from hours
    inner join calendar on hours.happened_date = calendar.business_date
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(interactions as bigint) as interactions,
    -- That of the total.
    cast(max(interactions) over (partition by grain, period_start) as bigint)
        as all_interactions
from counted
