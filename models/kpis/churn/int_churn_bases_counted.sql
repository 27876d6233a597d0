-- One row per grain, period, population and dimension value: people in it at the end of
-- the day before the period, and at the end of the period or of as_of_date.
-- By value tier and lifecycle stage of the same day, so that a part is known at both.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set dimensions = {
    'value_tier': 'value_tier', 'lifecycle_stage': 'lifecycle_stage',
    'channel': 'channel', 'staff': 'staff_id', 'source': 'acquisition_source',
} %}
{%- set running = "(partition by cells.population, cells.dimension,"
    " cells.dimension_value, periods.grain order by periods.period_start nulls last"
    " rows between unbounded preceding and current row)" %}

with

changes as (
    select * from {{ ref('int_churn_changes') }}
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

first_day as (
    select min(business_date) as first_date from calendar
),

period_changes as (
    select
        calendar.grain,
        calendar.period_start,
        changes.population,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(changes.difference) as difference,
        sum(
            case
                when changes.changed_date >= calendar.period_start
                    then changes.difference
                else 0
            end
        ) as difference_within
    from changes
    cross join first_day
    -- What changed before the first period is in its opening.
    inner join calendar
        on
            greatest(changes.changed_date, first_day.first_date)
            = calendar.business_date
    group by {{ grouping_sets_of('grain, period_start, population', dimensions) }}
),

-- In every tier and stage, 0 of a population is 0 of them, and its share 0.
standings_seen as (
    select distinct dimension, dimension_value from period_changes
    where dimension in ('value_tier', 'lifecycle_stage') and population <> 'live'
),

populations as (
    select distinct population from period_changes
),

cells as (
    select distinct population, dimension, dimension_value from period_changes
    where dimension not in ('value_tier', 'lifecycle_stage')
    union all
    select
        populations.population,
        standings_seen.dimension,
        standings_seen.dimension_value
    from populations
    cross join standings_seen
)

select
    periods.grain,
    periods.period_start,
    cells.population,
    cells.dimension,
    cells.dimension_value,
    cast(
        sum(coalesce(period_changes.difference, 0)) over {{ running }}
        - coalesce(period_changes.difference_within, 0) as bigint
    ) as opening_users,
    cast(sum(coalesce(period_changes.difference, 0)) over {{ running }} as bigint)
        as closing_users
from periods
cross join cells
left join period_changes
    on
        periods.grain = period_changes.grain
        and periods.period_start = period_changes.period_start
        and cells.population = period_changes.population
        and cells.dimension = period_changes.dimension
        and cells.dimension_value = period_changes.dimension_value
