with

sizes as (
    select
        segment_kind,
        segment,
        user_count
    from {{ ref('segment_sizes') }}
    where is_current
),

reasons as (
    select
        segment_kind,
        segment,
        count(distinct user_id) as user_count
    from {{ ref('segment_reasons') }}
    group by segment_kind, segment
)

select
    sizes.segment as sized_segment,
    reasons.segment as reasoned_segment
from sizes
full outer join reasons
    on sizes.segment_kind = reasons.segment_kind and sizes.segment = reasons.segment
where sizes.user_count is distinct from reasons.user_count
