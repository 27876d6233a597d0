-- One row per population, grain, period and dimension value: people in it, and those of
-- them who did what the population is asked about in the period.
{{ config(schema='user_facts') }}

with

changes as (
    select * from {{ ref('int_population_changes') }}
    where
        case population
            when 'community_member' then dimension = 'community'
            when 'unpaid' then dimension <> 'community'
            else dimension in ('all', 'value_tier', 'lifecycle_stage')
        end
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

cells as (
    select distinct
        population,
        grain,
        dimension,
        dimension_value
    from changes
),

-- Changes before the first period count in it, too.
spined as (
    select
        population,
        grain,
        period_start,
        dimension,
        dimension_value,
        moved,
        acting
    from changes
    union all
    select
        cells.population,
        cells.grain,
        periods.period_start,
        cells.dimension,
        cells.dimension_value,
        0 as moved,
        0 as acting
    from cells
    inner join periods on cells.grain = periods.grain
),

counted as (
    select
        population,
        grain,
        period_start,
        dimension,
        dimension_value,
        sum(moved) as moved,
        sum(acting) as acting
    from spined
    group by population, grain, period_start, dimension, dimension_value
),

cumulated as (
    select
        *,
        sum(moved) over (
            partition by population, grain, dimension, dimension_value
            order by period_start nulls last
            rows between unbounded preceding and current row
        ) as people
    from counted
)

select
    cumulated.population,
    cumulated.grain,
    cumulated.period_start,
    cumulated.dimension,
    cumulated.dimension_value,
    cast(cumulated.people as bigint) as people,
    cast(cumulated.acting as bigint) as acting
from cumulated
inner join periods
    on
        cumulated.grain = periods.grain
        and cumulated.period_start = periods.period_start
where cumulated.people > 0
