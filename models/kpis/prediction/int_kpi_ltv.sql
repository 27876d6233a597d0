-- One row per metric, grain and period of first purchase, dimension and value: what a
-- first buyer brings in within N days.
{{ config(schema='user_facts', enabled=is_measured('prediction')) }}

with

counted as (
    select * from {{ ref('int_ltv_counted') }}
),

windows as (
    select * from {{ ref('ltv_windows') }}
),

named as (
    select
        'ltv_observed_' || cast(window_days as string) || '_days' as metric_id,
        window_days
    from windows
    union all
    select
        'ltv_observed' as metric_id,
        window_days
    from windows
    where is_headline
)

select
    named.metric_id,
    counted.grain,
    counted.period_start,
    counted.dimension,
    counted.dimension_value,
    cast(counted.net_revenue as double) as numerator,
    cast(nullif(counted.mature_buyers, 0) as double) as denominator,
    cast(null as double) as value,
    cast(null as double) as interval_low,
    cast(null as double) as interval_high,
    counted.mature_buyers as mature_count,
    counted.first_buyers as total_count
from counted
inner join named on counted.window_days = named.window_days
