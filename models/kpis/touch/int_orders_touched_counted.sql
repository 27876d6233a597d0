-- One row per grain, period and dimension value: kept orders, those old enough to tell
-- whether a touch followed, and those that one did.
{{ config(schema='user_facts', enabled=is_measured('touch')) }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}
{%- set windows = [7, 30] %}

with

order_days as (
    select * from {{ ref('int_order_days_touched') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

-- Far fewer rows than people, for all dimensions to be grouped from.
cells as (
    select
        calendar.grain,
        calendar.period_start,
        standings.value_tier,
        standings.lifecycle_stage,
        {%- for days in windows %}
        sum(case
            when order_days.ordered_date + {{ days }} <= {{ as_of_date() }}
                then order_days.orders
            else 0
        end) as mature_{{ days }},
        sum(case
            when order_days.ordered_date + {{ days }} <= {{ as_of_date() }}
                then order_days.touched_within_{{ days }}_days
            else 0
        end) as touched_{{ days }},
        {%- endfor %}
        sum(order_days.orders) as orders
    from order_days
    inner join calendar on order_days.ordered_date = calendar.business_date
    left join standings
        on
            order_days.user_id = standings.user_id
            and {{ held_before('standings', 'calendar.period_start') }}
    group by
        calendar.grain,
        calendar.period_start,
        standings.value_tier,
        standings.lifecycle_stage
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(orders) as bigint) as orders,
{%- for days in windows %}
cast(sum(mature_{{ days }}) as bigint) as mature_{{ days }},
cast(sum(touched_{{ days }}) as bigint) as touched_{{ days }}
{{- ',' if not loop.last }}
{%- endfor %}
from cells
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
