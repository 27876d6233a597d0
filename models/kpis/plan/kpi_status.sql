-- One row per metric, grain and period, totals only: the number against its target, the
-- benchmarks of the field and the band of its own history. Nothing here adds up.
{%- set sector = "'" ~ var("sector") ~ "'" %}
{%- set size = "'" ~ var("company_size") ~ "'" %}

with

kpis as (
    select * from {{ ref('kpi_values') }}
    where dimension = 'all'
),

periods as (
    select
        *,
        -- The share of its days that have come.
        least(
            (cast({{ as_of_date() }} - period_start as int) + 1e0)
            / (cast(period_end - period_start as int) + 1e0),
            1e0
        ) as elapsed_share
    from {{ ref('int_kpi_periods') }}
),

definitions as (
    select * from {{ ref('kpi_definitions') }}
),

targets as (
    select * from {{ ref('int_kpi_targets') }}
),

benchmarks as (
    select
        metric_id,
        grain,
        max(case when sector = {{ sector }} then benchmark_value end)
            as sector_benchmark,
        max(case when company_size = {{ size }} then benchmark_value end)
            as company_size_benchmark,
        max(case when sector = 'leaders' then benchmark_value end) as leader_benchmark
    from {{ ref('benchmarks') }}
    group by metric_id, grain
),

bands as (
    select * from {{ ref('int_kpi_bands') }}
    where dimension = 'all'
),

lights as (
    select
        max(case when traffic_light = 'green' then least_attainment end) as green,
        max(case when traffic_light = 'amber' then least_attainment end) as amber
    from {{ ref('traffic_lights') }}
),

joined as (
    select
        kpis.*,
        periods.is_over,
        periods.elapsed_share,
        definitions.direction = 'down' as is_down,
        targets.target_value,
        -- What adds up over its days is due day by day, everything else when the period
        -- is over: rates and people, too, grow with their period.
        case
            when definitions.is_additive
                then targets.target_value * periods.elapsed_share
            when periods.is_over then targets.target_value
        end as target_due,
        benchmarks.sector_benchmark,
        benchmarks.company_size_benchmark,
        benchmarks.leader_benchmark,
        bands.band_state,
        bands.band_low,
        bands.band_high
    from kpis
    inner join periods
        on kpis.grain = periods.grain and kpis.period_start = periods.period_start
    inner join definitions on kpis.metric_id = definitions.metric_id
    left join targets
        on
            kpis.metric_id = targets.metric_id
            and kpis.grain = targets.grain
            and kpis.period_start = targets.period_start
    left join benchmarks
        on kpis.metric_id = benchmarks.metric_id and kpis.grain = benchmarks.grain
    left join bands
        on
            kpis.metric_id = bands.metric_id
            and kpis.grain = bands.grain
            and kpis.period_start = bands.period_start
),

attained as (
    select
        *,
        case
            when is_down then {{ ratio('target_value', 'value') }}
            else {{ ratio('value', 'target_value') }}
        end as target_attainment,
        case
            when is_down then {{ ratio('target_due', 'value') }}
            else {{ ratio('value', 'target_due') }}
        end as attainment_due,
        case when is_down then value <= target_due else value >= target_due end
            as is_on_track
    from joined
)

select
    attained.metric_id,
    attained.grain,
    attained.period_start,
    attained.is_complete,
    not attained.is_over as is_in_progress,
    attained.unit,
    attained.value,
    attained.target_value,
    attained.target_attainment,
    round(attained.value - attained.target_value, 12) as target_gap,
    attained.elapsed_share,
    attained.target_due,
    attained.is_on_track,
    case
        when attained.is_on_track is null then null
        when attained.attainment_due >= lights.green then 'green'
        -- Nothing of what should be little: the quotient has no denominator.
        when attained.attainment_due is null and attained.is_on_track then 'green'
        when attained.attainment_due >= lights.amber then 'amber'
        else 'red'
    end as traffic_light,
    attained.sector_benchmark,
    round((attained.value - attained.sector_benchmark) * 100, 9) as benchmark_gap,
    attained.company_size_benchmark,
    round((attained.value - attained.company_size_benchmark) * 100, 9)
        as company_size_benchmark_gap,
    attained.leader_benchmark,
    round((attained.value - attained.leader_benchmark) * 100, 9)
        as leader_benchmark_gap,
    attained.band_state,
    attained.band_low,
    attained.band_high,
    attained.as_of_date
from attained
cross join lights
