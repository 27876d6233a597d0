-- One row per snapshot, kind of segment and segment: its people at the end of that day
-- and what they bought in the 365 days up to it.
-- Segments of one kind add up; kinds do not, nor do snapshots.
{%- set kinds = [
    'lifecycle_stage', 'value_tier', 'spend_level', 'rfm_segment', 'repurchase_group',
    'radar_class', 'community_tier', 'koc', 'discount_dependence', 'relationship_state',
    'purchase_state',
] %}

with

counted as (
    select * from {{ ref('int_segments_counted') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

orders as (
    select
        ordered_date,
        sum(kept_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where is_kept
    group by ordered_date
),

totals as (
    select
        snapshot_date,
        sum(user_count) as all_users
    from counted
    group by snapshot_date
),

revenues as (
    -- All of it: guests, too.
    select
        snapshots.snapshot_date,
        sum(orders.net_revenue) as all_revenue
    from snapshots
    inner join orders
        on
            snapshots.snapshot_date >= orders.ordered_date
            and cast(snapshots.snapshot_date - interval '365' day as date)
            < orders.ordered_date
    group by snapshots.snapshot_date
),

by_kind as (
    {%- for kind in kinds %}
    select
        snapshot_date,
        is_current,
        '{{ kind }}' as segment_kind,
        {{ kind }} as segment,
        sum(user_count) as user_count,
        sum(buyer_count) as buyer_count,
        sum(purchase_days) as purchase_days,
        sum(net_revenue) as net_revenue
    from counted
    where {{ kind }} is not null
    group by snapshot_date, is_current, {{ kind }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    by_kind.snapshot_date,
    by_kind.is_current,
    by_kind.segment_kind,
    by_kind.segment,
    cast(by_kind.user_count as bigint) as user_count,
    cast(totals.all_users as bigint) as total_user_count,
    {{ ratio('by_kind.user_count', 'totals.all_users') }} as user_share,
    {{ wilson_bound('by_kind.user_count', 'totals.all_users', -1) }}
        as user_share_low,
    {{ wilson_bound('by_kind.user_count', 'totals.all_users', 1) }}
        as user_share_high,
    cast(by_kind.buyer_count as bigint) as buyer_count,
    cast(by_kind.purchase_days as bigint) as purchase_days,
    cast(by_kind.net_revenue as decimal(18, 2)) as net_revenue,
    cast(coalesce(revenues.all_revenue, 0) as decimal(18, 2)) as total_net_revenue,
    {{ ratio('by_kind.net_revenue', 'revenues.all_revenue') }} as revenue_share,
    {{ as_of_date() }} as as_of_date
from by_kind
inner join totals on by_kind.snapshot_date = totals.snapshot_date
left join revenues on by_kind.snapshot_date = revenues.snapshot_date
