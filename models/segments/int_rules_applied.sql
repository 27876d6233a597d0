-- One row per snapshot and person entered by then: the segments that a rule table gives
-- by the person's own measures, without looking at others.
{{ config(schema='user_facts', materialized='view') }}

with

community_rules as (
    select
        max(case when community_tier = 'core' then least_messages end) as core_messages,
        max(case when community_tier = 'core' then least_mean_length end)
            as core_length,
        max(case when community_tier = 'normal' then least_messages end)
            as normal_messages,
        max(case when community_tier = 'normal' then least_mean_length end)
            as normal_length
    from {{ ref('community_tiers') }}
),

levels as (
    select
        spend_level,
        -- A bound that is left out begins, or ends, a cent further on.
        lower_bound + case when is_lower_included then 0 else 0.01 end as from_amount,
        coalesce(upper_bound, 9999999999999)
        + case when is_upper_included then 0.01 else 0 end as to_amount
    from {{ ref('spend_levels') }}
),

dependences as (
    select
        discount_dependence,
        -- Shares lie further apart than this.
        lower_bound + case when is_lower_included then 0 else 1e-9 end as from_share,
        upper_bound + case when is_upper_included then 1e-9 else 0 end as to_share
    from {{ ref('discount_dependences') }}
),

koc_bounds as (
    select * from {{ ref('int_koc_bounds') }}
),

measures as (
    select
        *,
        {{ ratio('discounted_orders', 'orders') }} as discounted_share,
        coalesce(mean_length, 0) as message_length
    from {{ ref('int_rfm_scored') }}
),

scored as (
    select
        measures.*,
        levels.spend_level,
        case
            when not measures.is_in_community then null
            when
                measures.messages >= community_rules.core_messages
                and measures.message_length >= community_rules.core_length
                then 'core'
            when
                measures.messages >= community_rules.normal_messages
                and measures.message_length >= community_rules.normal_length
                then 'normal'
            else 'lurker'
        end as community_tier,
        measures.koc_score >= koc_bounds.least_koc_score as is_koc
    from measures
    cross join community_rules
    inner join koc_bounds on measures.snapshot_date = koc_bounds.snapshot_date
    inner join levels
        on
            measures.net_revenue >= levels.from_amount
            and measures.net_revenue < levels.to_amount
)

select
    scored.snapshot_date,
    scored.is_current,
    scored.user_number,
    scored.lifecycle_stage,
    scored.days_since_login,
    scored.days_since_interaction,
    scored.days_since_last_purchase,
    scored.purchase_days,
    scored.net_revenue,
    scored.orders,
    scored.discounted_orders,
    scored.forwards,
    scored.referred_buyers,
    scored.koc_score,
    scored.messages,
    scored.mean_length,
    scored.discounted_share,
    scored.recency_score,
    scored.frequency_score,
    scored.monetary_score,
    scored.spend_level,
    scored.value_tier,
    scored.relationship_state,
    scored.purchase_state,
    scored.lost_first,
    scored.community_tier,
    scored.is_koc,
    scored.rfm_segment,
    dependences.discount_dependence
from scored
left join dependences
    on
        scored.discounted_share >= dependences.from_share
        and scored.discounted_share < dependences.to_share
