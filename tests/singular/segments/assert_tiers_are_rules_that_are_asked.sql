-- The tiers are those whose rules are asked, in that order, with the bounds that are
-- read.
with

asked as (
    select *
    from (
        values
        ('value_tier', 'vip', 1),
        ('value_tier', 'dormant', 2),
        ('value_tier', 'active', 3),
        ('value_tier', 'potential', 4),
        ('community_tier', 'core', 1),
        ('community_tier', 'normal', 2),
        ('community_tier', 'lurker', 3)
    ) as listed (segment_kind, segment, tier_order)
),

given as (
    select
        'value_tier' as segment_kind,
        value_tier as segment,
        tier_order,
        (value_tier = 'vip')
        = (coalesce(least_net_revenue, least_purchase_days) is not null)
        and (value_tier = 'dormant') = (lifecycle_stage is not null)
        and (value_tier = 'active') = (most_days_since_last_purchase is not null)
            as is_read
    from {{ ref('value_tiers') }}
    union all
    select
        'community_tier' as segment_kind,
        community_tier as segment,
        tier_order,
        community_tier <> 'lurker' or (least_messages = 0 and least_mean_length = 0)
            as is_read
    from {{ ref('community_tiers') }}
)

select
    coalesce(asked.segment_kind, given.segment_kind) as segment_kind,
    coalesce(asked.segment, given.segment) as segment,
    asked.tier_order as asked_order,
    given.tier_order as given_order,
    given.is_read
from asked
full outer join given
    on asked.segment_kind = given.segment_kind and asked.segment = given.segment
where asked.tier_order is distinct from given.tier_order or not given.is_read
