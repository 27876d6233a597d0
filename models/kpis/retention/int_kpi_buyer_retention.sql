-- One row per metric, grain and period of first purchase, dimension and value: who of
-- the cohort buys k periods later. Null until that period is over.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

counted as (
    select * from {{ ref('int_cohort_buyers_spined') }}
)

select
    'buyer_retention_' || cast(periods_since as string) as metric_id,
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(case when is_over then buyers end as double) as numerator,
    cast(case when is_over then cohort_users end as double) as denominator,
    cast(null as double) as value,
    cast(null as double) as interval_low,
    cast(null as double) as interval_high,
    case when is_over then cohort_users else 0 end as mature_count,
    cohort_users as total_count
from counted
