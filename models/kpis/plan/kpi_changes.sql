-- One row per metric, grain, period and dimension value: the number against the period
-- before, the year before, and the like period of the year before.
-- Changes never add up. Those of a period in progress compare a part with a whole.

with

kpis as (
    select * from {{ ref('kpi_values') }}
),

comparisons as (
    select * from {{ ref('int_period_comparisons') }}
),

numbered as (
    select
        metric_id,
        grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,
        unit,
        value,
        as_of_date,
        lag(period_start) over (
            partition by metric_id, grain, dimension, dimension_value
            order by period_start nulls last
        ) as last_period_start,
        lag(value) over (
            partition by metric_id, grain, dimension, dimension_value
            order by period_start nulls last
        ) as last_value
    from kpis
),

placed as (
    select
        numbered.*,
        comparisons.is_over,
        comparisons.previous_period_start,
        case
            when numbered.last_period_start = comparisons.previous_period_start
                then numbered.last_value
        end as previous_value,
        comparisons.year_before_start,
        comparisons.like_for_like_start,
        comparisons.is_previous_partial,
        comparisons.is_year_before_partial,
        comparisons.event,
        comparisons.event_days,
        comparisons.like_for_like_event_days
    from numbered
    inner join comparisons
        on
            numbered.grain = comparisons.grain
            and numbered.period_start = comparisons.period_start
),

-- The few periods whose like period is another one than that of the year before.
moved_kpis as (
    select
        kpis.metric_id,
        kpis.grain,
        comparisons.period_start,
        kpis.dimension,
        kpis.dimension_value,
        kpis.value
    from kpis
    inner join comparisons
        on
            kpis.grain = comparisons.grain
            and kpis.period_start = comparisons.like_for_like_start
    where comparisons.like_for_like_start <> comparisons.year_before_start
),

compared as (
    select
        placed.*,
        year_before_kpis.value as year_before_value,
        case
            when placed.like_for_like_start = placed.year_before_start
                then year_before_kpis.value
            else moved_kpis.value
        end as like_for_like_value
    from placed
    left join kpis as year_before_kpis
        on
            placed.metric_id = year_before_kpis.metric_id
            and placed.grain = year_before_kpis.grain
            and placed.year_before_start = year_before_kpis.period_start
            and placed.dimension = year_before_kpis.dimension
            and placed.dimension_value = year_before_kpis.dimension_value
    left join moved_kpis
        on
            placed.metric_id = moved_kpis.metric_id
            and placed.grain = moved_kpis.grain
            and placed.period_start = moved_kpis.period_start
            and placed.dimension = moved_kpis.dimension
            and placed.dimension_value = moved_kpis.dimension_value
)

select
    metric_id,
    grain,
    period_start,
    dimension,
    dimension_value,
    is_complete,
    not is_over as is_in_progress,
    unit,
    case when unit in ('ratio', 'score') then 'points' else 'ratio' end as change_unit,
    value,
    previous_period_start,
    previous_value,
    {{ change_on('value', 'previous_value', 'unit') }} as previous_change,
    year_before_start,
    year_before_value,
    {{ change_on('value', 'year_before_value', 'unit') }} as year_before_change,
    like_for_like_start,
    like_for_like_value,
    {{ change_on('value', 'like_for_like_value', 'unit') }} as like_for_like_change,
    is_previous_partial,
    is_year_before_partial,
    event,
    event_days,
    like_for_like_event_days,
    event_days = like_for_like_event_days as is_like_for_like,
    as_of_date
from compared
