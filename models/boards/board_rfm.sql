-- One row per recency and frequency score: today's buyers who have both, and what they
-- bought.

select
    recency_score,
    frequency_score,
    cast(count(*) as bigint) as user_count,
    cast(sum(net_revenue) as decimal(18, 2)) as net_revenue,
    {{ as_of_date() }} as as_of_date
from {{ ref('user_segments') }}
where is_current and rfm_segment is not null
group by recency_score, frequency_score
