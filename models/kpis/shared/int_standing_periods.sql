-- One row per person, grain and stretch of periods at whose start value tier and
-- lifecycle stage are the same: from_period <= period_start < until_period.
-- The value at a period's start is that at the end of the day before it.
{{ config(schema='user_facts', materialized='view') }}
{%- set bounds = {'started_date': 'from_period', 'ended_date': 'until_period'} %}

with

standings as (
    select * from {{ ref('int_user_standings') }}
),

grains as (
    select distinct grain from {{ ref('int_kpi_periods') }}
),

stretches as (
    select
        standings.user_id,
        grains.grain,
        standings.value_tier,
        standings.lifecycle_stage,
    {%- for day, period in bounds.items() %}
    -- The first period that begins after the day.
    cast(case grains.grain
        when 'day' then standings.{{ day }} + interval '1' day
        when 'week' then date_trunc('week', standings.{{ day }}) + interval '7' day
        {%- for grain, months in [('month', 1), ('quarter', 3), ('year', 12)] %}
        when '{{ grain }}'
            then
                date_trunc('{{ grain }}', standings.{{ day }})
                + interval '{{ months }}' month
        {%- endfor %}
        end as date) as {{ period }}{{ ',' if not loop.last }}
    {%- endfor %}
    from standings
    cross join grains
)

select
    user_id,
    grain,
    from_period,
    until_period,
    value_tier,
    lifecycle_stage
from stretches
-- A stretch that was over before the next period began stands at no start.
where from_period < until_period or until_period is null
