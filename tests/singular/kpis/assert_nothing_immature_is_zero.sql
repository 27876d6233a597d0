-- Where nobody is mature, there is no value: neither 0 nor anything else.
select
    metric_id,
    grain,
    period_start,
    value,
    mature_count,
    total_count
from {{ ref('kpi_values') }}
where mature_count = 0 and total_count > 0 and value is not null
