-- One row per metric, grain, period and dimension value: how much of the people whom
-- the plan names the brand has reached.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}
{%- set dimensions = {'city_tier': 'city_tier'} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

-- A tier that the plan does not name is in neither number.
addressable_users as (
    select * from {{ ref('addressable_users') }}
),

users_of_tiers as (
    select * from {{ ref('int_users_counted') }}
    where dimension = 'city_tier'
),

tiers as (
    select
        periods.grain,
        periods.period_start,
        addressable_users.city_tier,
        addressable_users.user_count,
        coalesce(users_of_tiers.total_users, 0) as total_users,
        count(users_of_tiers.total_users) over () as told_cells
    from periods
    cross join addressable_users
    left join users_of_tiers
        on
            periods.grain = users_of_tiers.grain
            and periods.period_start = users_of_tiers.period_start
            and addressable_users.city_tier = users_of_tiers.dimension_value
),

counted as (
    select
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(total_users) as reached_users,
        sum(user_count) as addressable_users
    from tiers
    -- Where no city is known, nobody knows how many were reached.
    where told_cells > 0
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

{{ measured_metrics('counted', [
    {
        'id': 'city_tier_penetration',
        'numerator': 'reached_users',
        'denominator': 'addressable_users',
    },
]) }}
