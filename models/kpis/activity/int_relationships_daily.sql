-- One row per business day: people with a live relationship at its end, and people who
-- were active within 7 and 30 days up to it, whatever their relationship.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set states = ['live', 'active_7', 'active_30'] %}

with

spells as (
    select started_date, ended_date, 'live' as state
    from {{ ref('fct_relationship_spells') }}
    union all
    select
        started_date,
        ended_date,
        'active_' || cast(window_days as string) as state
    from {{ ref('int_active_spells') }}
),

changes as (
    select started_date as business_date, state, 1 as difference from spells
    union all
    select ended_date as business_date, state, -1 as difference from spells
    where ended_date is not null
    union all
    select business_date, 'none' as state, 0 as difference
    from {{ ref('int_calendar_periods') }}
    where grain = 'day'
),

days as (
    select
        business_date,
    {%- for state in states %}
    sum(case when state = '{{ state }}' then difference else 0 end) as {{ state }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from changes
    where business_date <= {{ as_of_date() }}
    group by business_date
)

select
    business_date,
{%- for state in states %}
cast(sum({{ state }}) over (
    order by business_date nulls last
    rows between unbounded preceding and current row
    ) as bigint) as {{ state }}_users{{ ',' if not loop.last }}
{%- endfor %}
from days
