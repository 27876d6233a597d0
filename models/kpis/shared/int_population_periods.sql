-- One row per population, person, community, grain and stretch of periods in which the
-- person counts in it: from_period <= period_start < until_period. By day only the
-- consented are told.
{{ config(schema='user_facts') }}
{%- set bounds = {'started_date': 'from_period', 'ended_date': 'end_period'} %}

with

spells as (
    select * from {{ ref('int_population_spells') }}
),

grains as (
    select distinct grain from {{ ref('int_kpi_periods') }}
),

stretches as (
    select
        spells.population,
        spells.user_id,
        spells.community_id,
        spells.acquisition_source,
        grains.grain,
    {%- for day, period in bounds.items() %}
    cast(case grains.grain
        {%- for grain in ['day', 'week', 'month', 'quarter', 'year'] %}
        when '{{ grain }}' then date_trunc('{{ grain }}', spells.{{ day }})
        {%- endfor %}
        end as date) as {{ period }}{{ ',' if not loop.last }}
    {%- endfor %}
    from spells
    inner join grains on grains.grain <> 'day' or spells.population = 'consented'
),

ends_settled as (
    select
        *,
        cast(case
            when population <> 'unpaid' then end_period
            -- Who first bought in a period was still unpaid at its start.
            when grain = 'day' then end_period + interval '1' day
            when grain = 'week' then end_period + interval '7' day
            when grain = 'month' then end_period + interval '1' month
            when grain = 'quarter' then end_period + interval '3' month
            when grain = 'year' then end_period + interval '1' year
        end as date) as until_period
    from stretches
)

select
    population,
    user_id,
    community_id,
    acquisition_source,
    grain,
    from_period,
    until_period
from ends_settled
where from_period < until_period or until_period is null
