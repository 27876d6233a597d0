-- One row per person, grain and stretch of days of whole periods at whose start the
-- person had one standing: what int_user_standings says of the day before.
-- Half-open, and without gaps; stretches without the start of a period are left out.
{{ config(schema='user_facts', materialized='view', enabled=is_measured('activity')) }}

with

standings as (
    select
        *,
        coalesce(ended_date, cast('9998-01-01' as date)) as last_date
    from {{ ref('int_user_standings') }}
),

grains as (
    select grain
    from (values ('day'), ('week'), ('month'), ('quarter'), ('year')) as listed (grain)
),

-- What begins on a day holds from the next period on.
moved as (
    select
        standings.user_id,
        grains.grain,
        standings.value_tier,
        standings.lifecycle_stage,
    {%- for column in ['started_date', 'last_date'] %}
    {%- set week = "date_trunc('week', standings." ~ column ~ ")" %}
    cast(case grains.grain
        when 'day' then standings.{{ column }} + interval '1' day
        when 'week' then {{ week }} + interval '7' day
        {%- for grain, months in [('month', 1), ('quarter', 3), ('year', 12)] %}
        when '{{ grain }}'
            then
                date_trunc('{{ grain }}', standings.{{ column }})
                + interval '{{ months }}' month
        {%- endfor %}
        end as date) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    from standings
    cross join grains
)

select
    user_id,
    grain,
    started_date,
    last_date as ended_date,
    value_tier,
    lifecycle_stage
from moved
where started_date < last_date
