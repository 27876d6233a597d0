-- One row per metric, grain, complete period and dimension value that is watched: the
-- number and the band that its own history lets expect: the median of the complete
-- periods before, plus and minus some spreads, each 1.4826 median absolute deviations.
-- What rests on too few cases is chance: not judged, and no history for others.
{{ config(schema='user_facts') }}
{%- set number = "metric_id, grain, dimension, dimension_value, is_enough,"
    " period_number" %}

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

known as (
    select
        kpis.*,
        case
            -- Counts and sums tell their size by themselves.
            when definitions.kind in ('count', 'level') then true
            when definitions.kind = 'amount' and kpis.denominator is null then true
            when rules.grain is null then true
            when definitions.kind = 'proportion'
                then kpis.denominator >= rules.least_count
            else kpis.mature_count >= rules.least_count
        end as is_enough
    from {{ ref('kpi_values') }} as kpis
    inner join dimensions on kpis.dimension = dimensions.dimension
    inner join {{ ref('kpi_definitions') }} as definitions
        on kpis.metric_id = definitions.metric_id
    left join rules on kpis.grain = rules.grain
    left join thresholds
        on kpis.metric_id = thresholds.metric_id and kpis.grain = thresholds.grain
    where
        kpis.is_complete and kpis.value is not null
        and (rules.grain is not null or thresholds.metric_id is not null)
),

watched as (
    select
        *,
        row_number() over (
            partition by metric_id, grain, dimension, dimension_value, is_enough
            order by period_start nulls last
        ) as period_number
    from known
),

histories as (
    select
        watched.metric_id,
        watched.grain,
        watched.dimension,
        watched.dimension_value,
        watched.period_number + cast(numbers.n as int) as period_number,
        watched.is_enough,
        watched.value
    from watched
    inner join rules on watched.grain = rules.grain
    cross join range(1, 53) as numbers (n)
    where watched.is_enough and cast(numbers.n as int) <= rules.history_periods
),

medians as (
    select
        {{ number }},
        count(*) as history_count,
        percentile_cont(0.5) within group (order by value) as median_value
    from histories
    group by {{ number }}
),

distances as (
    select
        histories.*,
        medians.history_count,
        medians.median_value,
        abs(histories.value - medians.median_value) as distance
    from histories
    inner join medians
        on
            histories.metric_id = medians.metric_id
            and histories.grain = medians.grain
            and histories.dimension = medians.dimension
            and histories.dimension_value = medians.dimension_value
            and histories.period_number = medians.period_number
),

deviations as (
    select
        {{ number }},
        max(history_count) as history_count,
        max(median_value) as median_value,
        percentile_cont(0.5) within group (order by distance) as deviation
    from distances
    group by {{ number }}
),

judged as (
    select
        watched.*,
        deviations.median_value,
        coalesce(deviations.history_count, 0) as history_count,
        case
            when rules.grain is null then 'no rule'
            when not watched.is_enough then 'too few'
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
            watched.is_enough = deviations.is_enough
            and watched.metric_id = deviations.metric_id
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
