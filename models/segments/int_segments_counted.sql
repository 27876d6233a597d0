-- One row per snapshot and combination of segments: how many people are in all of them,
-- and what they bought.
{{ config(schema='user_facts') }}

select
    snapshot_date,
    is_current,
    lifecycle_stage,
    value_tier,
    spend_level,
    rfm_segment,
    repurchase_group,
    radar_class,
    community_tier,
    case when is_koc then 'koc' else 'not_koc' end as koc,
    discount_dependence,
    relationship_state,
    purchase_state,
    cast(count(*) as bigint) as user_count,
    cast(sum(case when purchase_days > 0 then 1 else 0 end) as bigint) as buyer_count,
    cast(sum(purchase_days) as bigint) as purchase_days,
    cast(sum(net_revenue) as decimal(18, 2)) as net_revenue
from {{ ref('user_segments') }}
group by
    snapshot_date, is_current, lifecycle_stage, value_tier, spend_level, rfm_segment,
    repurchase_group, radar_class, community_tier, is_koc, discount_dependence,
    relationship_state, purchase_state
