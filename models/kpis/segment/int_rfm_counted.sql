-- One row per grain, period and dimension value: people with RFM scores at the last
-- snapshot (month end, or as_of_date) by its end; null before the first one.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}
{%- set dimensions = {
    'rfm_segment': 'rfm_segment',
    'recency_score': 'recency_score',
    'frequency_score': 'frequency_score',
    'monetary_score': 'monetary_score',
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

period_snapshots as (
    select
        periods.grain,
        periods.period_start,
        max(snapshots.snapshot_date) as snapshot_date
    from periods
    left join snapshots on periods.period_end >= snapshots.snapshot_date
    group by periods.grain, periods.period_start
),

scored as (
    select
        snapshot_date,
        rfm_segment,
        cast(recency_score as string) as recency_score,
        cast(frequency_score as string) as frequency_score,
        cast(monetary_score as string) as monetary_score,
        value_tier,
        lifecycle_stage
    from {{ ref('user_segments') }}
    where rfm_segment is not null
),

counted as (
    select
        snapshot_date,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as user_count
    from scored
    group by {{ grouping_sets_of('snapshot_date', dimensions) }}
),

cells as (
    select distinct dimension, dimension_value from counted
)

select
    period_snapshots.grain,
    period_snapshots.period_start,
    cells.dimension,
    cells.dimension_value,
    cast(
        case
            when period_snapshots.snapshot_date is not null
                then coalesce(counted.user_count, 0)
        end as bigint
    ) as user_count
from period_snapshots
cross join cells
left join counted
    on
        period_snapshots.snapshot_date = counted.snapshot_date
        and cells.dimension = counted.dimension
        and cells.dimension_value = counted.dimension_value
