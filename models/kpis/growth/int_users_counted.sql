-- One row per grain, period and dimension value: people with a live relationship at its
-- end, and at the end of the day before it.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}
{%- set dimensions = {'source': 'acquisition_source', 'city_tier': 'city_tier'} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

-- Who was erased is in neither of the two.
spells as (
    select * from {{ ref('fct_relationship_spells') }}
),

users as (
    select * from {{ ref('dim_users') }}
),

city_tiers as (
    select * from {{ ref('city_tiers') }}
),

spells_described as (
    select
        spells.started_date,
        spells.ended_date,
        users.acquisition_source,
        coalesce(city_tiers.city_tier, 'unknown') as city_tier
    from spells
    inner join users on spells.user_id = users.user_id
    left join city_tiers on users.city = city_tiers.city
),

changes as (
    select
        started_date as changed_date,
        acquisition_source,
        city_tier,
        1 as user_change
    from spells_described
    union all
    select
        ended_date as changed_date,
        acquisition_source,
        city_tier,
        -1 as user_change
    from spells_described
    where ended_date is not null
),

changes_aggregated as (
    select
        changed_date,
        acquisition_source,
        city_tier,
        sum(user_change) as user_change
    from changes
    group by changed_date, acquisition_source, city_tier
)

select
    periods.grain,
    periods.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(changes_aggregated.user_change) as bigint) as total_users,
    cast(
        sum(
            case
                when changes_aggregated.changed_date < periods.period_start
                    then changes_aggregated.user_change
                else 0
            end
        ) as bigint
    ) as opening_users
from periods
inner join changes_aggregated
    on changes_aggregated.changed_date <= least(periods.period_end, {{ as_of_date() }})
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
