-- One row per grain, period and value tier at its start: members of communities at its
-- end, and the core and normal ones of them.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set states = {
    'member': 'members',
    'core': 'core_members',
    'normal': 'normal_members',
} %}

with

spells as (
    select
        user_id,
        started_date,
        coalesce(ended_date, cast('9998-01-01' as date)) as ended_date
    from {{ ref('int_community_spells') }}
    where community = 'all'
),

tiers as (
    select * from {{ ref('int_community_tier_spells') }}
),

standings as (
    select * from {{ ref('int_standing_periods') }}
),

stays as (
    select user_id, 'member' as state, started_date, ended_date from spells
    union all
    select
        spells.user_id,
        tiers.community_tier as state,
        greatest(spells.started_date, tiers.started_date) as started_date,
        least(spells.ended_date, tiers.ended_date) as ended_date
    from spells
    inner join tiers
        on
            spells.user_id = tiers.user_id
            and spells.started_date < tiers.ended_date
            and spells.ended_date > tiers.started_date
),

days_shared as (
    select
        standings.grain,
        standings.value_tier,
        stays.state,
        greatest(stays.started_date, standings.from_period) as started_date,
        least(
            stays.ended_date,
            coalesce(standings.until_period, cast('9998-01-01' as date))
        ) as ended_date
    from stays
    inner join standings
        on
            stays.user_id = standings.user_id
            and stays.started_date
            < coalesce(standings.until_period, cast('9998-01-01' as date))
            and stays.ended_date > standings.from_period
),

changes as (
    select
        days_shared.grain,
        days_shared.value_tier,
        days_shared.state,
        case ends.difference
            when 1 then days_shared.started_date else days_shared.ended_date
        end
            as changed_date,
        sum(ends.difference) as difference
    from days_shared
    cross join (values (1), (-1)) as ends (difference)
    group by
        days_shared.grain,
        days_shared.value_tier,
        days_shared.state,
        case ends.difference
            when 1 then days_shared.started_date else days_shared.ended_date
        end
)

select
    periods.grain,
    periods.period_start,
    changes.value_tier,
{%- for state, column in states.items() %}
cast(
    sum(case when changes.state = '{{ state }}' then changes.difference else 0 end)
    as bigint
) as {{ column }}{{ ',' if not loop.last }}
{%- endfor %}
from {{ ref('int_kpi_periods') }} as periods
inner join changes
    on
        periods.grain = changes.grain
        and changes.changed_date <= least(periods.period_end, {{ as_of_date() }})
group by periods.grain, periods.period_start, changes.value_tier
