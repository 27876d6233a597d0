-- One row per metric, grain, period and dimension value: core, normal and silent
-- members of communities at the period's end.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

periods as (
    select
        grain,
        period_start,
        least(period_end, {{ as_of_date() }}) as last_date
    from {{ ref('int_kpi_periods') }}
),

communities as (
    select * from {{ ref('int_communities_daily') }}
    where members > 0
),

counted_by_tier as (
    select * from {{ ref('int_member_tiers_counted') }}
    where members > 0
),

counted as (
    select
        periods.grain,
        periods.period_start,
        case communities.community when 'all' then 'all' else 'community' end
            as dimension,
        communities.community as dimension_value,
        communities.members,
        communities.core_members,
        communities.normal_members
    from periods
    inner join communities on periods.last_date = communities.business_date
    union all
    select
        grain,
        period_start,
        'value_tier' as dimension,
        value_tier as dimension_value,
        members,
        core_members,
        normal_members
    from counted_by_tier
)

{{ measured_metrics('counted', [
    {
        'id': 'community_activity_tier_share',
        'numerator': 'core_members',
        'denominator': 'members',
    },
    {
        'id': 'community_activity_tier_share_normal',
        'numerator': 'normal_members',
        'denominator': 'members',
    },
    {
        'id': 'community_activity_tier_share_lurker',
        'numerator': 'members - core_members - normal_members',
        'denominator': 'members',
    },
]) }}
