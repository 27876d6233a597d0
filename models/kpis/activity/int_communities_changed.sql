-- One row per community and business day: by how many its members, those active within
-- 7 days, and its core and normal members became more or fewer. The community all
-- stands for any of them.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

spells as (
    select
        user_id,
        community,
        started_date,
        coalesce(ended_date, cast('9998-01-01' as date)) as ended_date
    from {{ ref('int_community_spells') }}
),

states as (
    select user_id, started_date, ended_date, 'active' as state
    from {{ ref('int_active_spells') }}
    where window_days = 7
    union all
    select user_id, started_date, ended_date, community_tier
    from {{ ref('int_community_tier_spells') }}
),

days_shared as (
    select community, 'member' as state, started_date, ended_date from spells
    union all
    select
        spells.community,
        states.state,
        greatest(spells.started_date, states.started_date) as started_date,
        least(spells.ended_date, states.ended_date) as ended_date
    from spells
    inner join states
        on
            spells.user_id = states.user_id
            and spells.started_date < states.ended_date
            and spells.ended_date > states.started_date
),

changes as (
    select
        days_shared.community,
        days_shared.state,
        ends.difference,
        case ends.difference
            when 1 then days_shared.started_date else days_shared.ended_date
        end
            as changed_date
    from days_shared
    cross join (values (1), (-1)) as ends (difference)
)

select
    community,
    changed_date,
{%- for state in ['member', 'active', 'core', 'normal'] %}
cast(sum(case when state = '{{ state }}' then difference else 0 end) as bigint)
    as {{ state }}_difference{{ ',' if not loop.last }}
{%- endfor %}
from changes
where changed_date <= {{ as_of_date() }}
group by community, changed_date
