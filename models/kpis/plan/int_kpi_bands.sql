-- One row per metric, grain, complete period and dimension value that is watched: the
-- number and the band that its own history lets expect: the median of the complete
-- periods before, plus and minus some spreads, each 1.4826 median absolute deviations.
{{ config(schema='user_facts') }}

with

rules as (
    select * from {{ ref('alert_rules') }}
),

thresholds as (
    select * from {{ ref('kpi_thresholds') }}
),

dimensions as (
    select * from {{ ref('kpi_dimensions') }}
    where dimension = 'all' or has_few_values
),

watched as (
    select
        kpis.metric_id,
        kpis.grain,
        kpis.period_start,
        kpis.dimension,
        kpis.dimension_value,
        kpis.value,
        row_number() over (
            partition by
                kpis.metric_id, kpis.grain, kpis.dimension, kpis.dimension_value
            order by kpis.period_start nulls last
        ) as period_number
    from {{ ref('kpi_values') }} as kpis
    inner join dimensions on kpis.dimension = dimensions.dimension
    left join rules on kpis.grain = rules.grain
    left join thresholds
        on kpis.metric_id = thresholds.metric_id and kpis.grain = thresholds.grain
    where
        kpis.is_complete
        and kpis.value is not null
        and coalesce(kpis.denominator >= rules.least_denominator, true)
        and (rules.grain is not null or thresholds.metric_id is not null)
),

-- Each number is history for the periods after it.
histories as (
    select
        watched.metric_id,
        watched.grain,
        watched.dimension,
        watched.dimension_value,
        watched.period_number + cast(numbers.n as int) as period_number,
        watched.value
    from watched
    inner join rules on watched.grain = rules.grain
    cross join range(1, 53) as numbers (n)
    where cast(numbers.n as int) <= rules.history_periods
),

medians as (
    select
        metric_id,
        grain,
        dimension,
        dimension_value,
        period_number,
        count(*) as history_count,
        percentile_cont(0.5) within group (order by value) as median_value
    from histories
    group by metric_id, grain, dimension, dimension_value, period_number
),

deviations as (
    select
        medians.metric_id,
        medians.grain,
        medians.dimension,
        medians.dimension_value,
        medians.period_number,
        medians.history_count,
        medians.median_value,
        percentile_cont(0.5) within group (
            order by abs(histories.value - medians.median_value)
        ) as deviation
    from medians
    inner join histories
        on
            medians.metric_id = histories.metric_id
            and medians.grain = histories.grain
            and medians.dimension = histories.dimension
            and medians.dimension_value = histories.dimension_value
            and medians.period_number = histories.period_number
    group by
        medians.metric_id,
        medians.grain,
        medians.dimension,
        medians.dimension_value,
        medians.period_number,
        medians.history_count,
        medians.median_value
),

judged as (
    select
        watched.*,
        deviations.median_value,
        coalesce(deviations.history_count, 0) as history_count,
        case
            when rules.grain is null then 'no rule'
            when
                coalesce(deviations.history_count, 0) < rules.least_periods
                then 'no history'
            -- Numbers that hardly ever move have no spread to measure a move by.
            when round(deviations.deviation, 12) = 0 then 'no spread'
            else 'in force'
        end as band_state,
        cast(rules.band_width as double) * 1.4826e0 * deviations.deviation as reach
    from watched
    left join rules on watched.grain = rules.grain
    left join deviations
        on
            watched.metric_id = deviations.metric_id
            and watched.grain = deviations.grain
            and watched.dimension = deviations.dimension
            and watched.dimension_value = deviations.dimension_value
            and watched.period_number = deviations.period_number
)

select
    metric_id,
    grain,
    period_start,
    dimension,
    dimension_value,
    value,
    cast(history_count as bigint) as history_count,
    band_state,
    case when band_state = 'in force' then round(median_value - reach, 9) end
        as band_low,
    case when band_state = 'in force' then round(median_value + reach, 9) end
        as band_high
from judged
