-- One row per community and business day: its members at the day's end, and those of
-- them active within 7 days, core or normal. The community all stands for any of them.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set states = {
    'member': 'members',
    'active': 'active_members',
    'core': 'core_members',
    'normal': 'normal_members',
} %}

with

changes as (
    select * from {{ ref('int_communities_changed') }}
),

calendar as (
    select
        business_date,
        min(business_date) over () as first_date
    from {{ ref('int_calendar_periods') }}
    where grain = 'day'
),

communities as (
    select
        community,
        min(changed_date) as first_date
    from changes
    group by community
),

days as (
    select
        communities.community,
        calendar.business_date,
    {%- for state in states %}
    0 as {{ state }}_difference{{ ',' if not loop.last }}
    {%- endfor %}
    from communities
    inner join calendar on communities.first_date <= calendar.business_date
    union all
    select
        community,
        changed_date,
    {%- for state in states %}
    {{ state }}_difference{{ ',' if not loop.last }}
    {%- endfor %}
    from changes
),

days_aggregated as (
    select
        community,
        business_date,
    {%- for state in states %}
    sum({{ state }}_difference) as {{ state }}_difference{{ ',' if not loop.last }}
    {%- endfor %}
    from days
    group by community, business_date
)

select
    community,
    business_date,
{%- for state, column in states.items() %}
cast(sum({{ state }}_difference) over (
    partition by community
    order by business_date nulls last
    rows between unbounded preceding and current row
    ) as bigint) as {{ column }}{{ ',' if not loop.last }}
{%- endfor %}
from days_aggregated
