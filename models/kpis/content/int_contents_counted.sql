-- One row per grain, period and dimension value: contents published, and what was done
-- with contents.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set counts = [
    'published_contents', 'content_views', 'measured_views', 'dwell_seconds', 'reactions'
] %}
{%- set dimensions = {'content_type': 'content_type'} %}

with

days as (
    select * from {{ ref('int_content_days') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
)

select
    calendar.grain,
    calendar.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
{%- for column in counts %}
cast(sum(days.{{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
{%- endfor %}
from days
inner join calendar on days.business_date = calendar.business_date
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
