-- One row per population, grain, period and dimension value in which somebody came to
-- count in the population, ceased to, or did what it is asked about in the period.
{{ config(schema='user_facts') }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
    'source': 'acquisition_source',
    'community': 'community_id',
} %}

with

memberships as (
    select * from {{ ref('int_population_periods') }}
),

memberships_standing as (
    select
        memberships.population,
        memberships.community_id,
        memberships.acquisition_source,
        memberships.grain,
        standing_periods.value_tier,
        standing_periods.lifecycle_stage,
        greatest(
            memberships.from_period,
            coalesce(standing_periods.from_period, memberships.from_period)
        ) as from_period,
        -- The smaller of the two; null is without end.
        case
            when standing_periods.until_period is null then memberships.until_period
            when memberships.until_period is null then standing_periods.until_period
            else least(memberships.until_period, standing_periods.until_period)
        end as until_period
    from memberships
    left join {{ ref('int_standing_periods') }} as standing_periods
        on
            memberships.user_id = standing_periods.user_id
            and memberships.grain = standing_periods.grain
            and memberships.from_period
            < coalesce(standing_periods.until_period, cast('9999-12-31' as date))
            and standing_periods.from_period
            < coalesce(memberships.until_period, cast('9999-12-31' as date))
),

-- Far fewer rows than people, for all dimensions to be grouped from.
cells as (
    select
        standing.population,
        standing.community_id,
        standing.acquisition_source,
        standing.grain,
        standing.value_tier,
        standing.lifecycle_stage,
        case sides.moved
            when 1 then standing.from_period else standing.until_period
        end as period_start,
        sum(sides.moved) as moved,
        0 as acting
    from memberships_standing as standing
    cross join (values (1), (-1)) as sides (moved)
    where sides.moved = 1 or standing.until_period is not null
    group by
        standing.population,
        standing.community_id,
        standing.acquisition_source,
        standing.grain,
        standing.value_tier,
        standing.lifecycle_stage,
        case sides.moved
            when 1 then standing.from_period else standing.until_period
        end
    union all
    select
        population,
        community_id,
        acquisition_source,
        grain,
        value_tier,
        lifecycle_stage,
        period_start,
        0 as moved,
        people as acting
    from {{ ref('int_population_acts') }}
)

select
    population,
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(moved) as bigint) as moved,
    cast(sum(acting) as bigint) as acting
from cells
group by {{ grouping_sets_of('population, grain, period_start', dimensions) }}
