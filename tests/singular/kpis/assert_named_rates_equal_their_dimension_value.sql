-- repurchase_rate_old and _new carry the total and equal repurchase_rate by buyer_type.
with

named as (
    select
        grain,
        period_start,
        case metric_id when 'repurchase_rate_old' then 'old' else 'new' end
            as buyer_type,
        value
    from {{ ref('kpi_values') }}
    where metric_id in ('repurchase_rate_old', 'repurchase_rate_new')
),

by_dimension as (
    select grain, period_start, dimension_value as buyer_type, value
    from {{ ref('kpi_values') }}
    where metric_id = 'repurchase_rate' and dimension = 'buyer_type'
)

select
    coalesce(named.grain, by_dimension.grain) as grain,
    coalesce(named.period_start, by_dimension.period_start) as period_start,
    coalesce(named.buyer_type, by_dimension.buyer_type) as buyer_type,
    named.value as named_value,
    by_dimension.value as dimension_value
from named
full outer join by_dimension
    on
        named.grain = by_dimension.grain
        and named.period_start = by_dimension.period_start
        and named.buyer_type = by_dimension.buyer_type
where
    named.value is distinct from by_dimension.value
    or named.grain is null
    or by_dimension.grain is null
