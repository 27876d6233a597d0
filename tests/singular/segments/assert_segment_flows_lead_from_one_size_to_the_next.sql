-- opening + entered - left = closing; closing is the size told of the snapshot; opening
-- is the closing of the month before.
with

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

sizes as (
    select
        snapshots.snapshot_month as period_start,
        sizes.segment_kind,
        sizes.segment,
        sizes.user_count
    from {{ ref('segment_sizes') }} as sizes
    inner join snapshots on sizes.snapshot_date = snapshots.snapshot_date
    where
        sizes.segment_kind
        in ('lifecycle_stage', 'value_tier', 'spend_level', 'rfm_segment')
),

sizes_before as (
    select
        cast(period_start + interval '1' month as date) as period_start,
        segment_kind,
        segment,
        user_count
    from sizes
),

flows as (
    select * from {{ ref('segment_flows_monthly') }}
)

select
    'closing' as told,
    flows.segment as flowing_segment,
    sizes.segment
from flows
full outer join sizes
    on
        flows.period_start = sizes.period_start
        and flows.segment_kind = sizes.segment_kind
        and flows.segment = sizes.segment
where coalesce(flows.closing_users, 0) <> coalesce(sizes.user_count, 0)
union all
select
    'opening' as told,
    flows.segment as flowing_segment,
    sizes_before.segment
from flows
full outer join sizes_before
    on
        flows.period_start = sizes_before.period_start
        and flows.segment_kind = sizes_before.segment_kind
        and flows.segment = sizes_before.segment
where
    coalesce(flows.opening_users, 0) <> coalesce(sizes_before.user_count, 0)
    -- After the last snapshot there is no month.
    and (
        flows.period_start is not null
        or sizes_before.period_start <= {{ as_of_date() }}
    )
union all
select
    'sum' as told,
    segment as flowing_segment,
    segment
from flows
where opening_users + entered_users - left_users <> closing_users
