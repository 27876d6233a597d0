-- One row per snapshot and person entered by then: the measures, the RFM scores by cut
-- points and the named group of these.
{{ config(schema='user_facts', materialized='view') }}

with

measures as (
    select
        *,
        -- Who never bought has no scores.
        case when days_since_last_purchase is not null then purchase_days end
            as bought_days,
        case when days_since_last_purchase is not null then net_revenue end
            as bought_revenue
    from {{ ref('int_snapshot_measures') }}
),

cut_points as (
    select
        measure,
        score,
        lower_bound as from_value,
        coalesce(upper_bound, 9999999999999) as to_value
    from {{ ref('rfm_cut_points') }}
),

rfm_groups as (
    select * from {{ ref('rfm_segments') }}
),

scored as (
    select
        measures.*,
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from measures
    left join cut_points as recency
        on
            recency.measure = 'days_since_last_purchase'
            and measures.days_since_last_purchase >= recency.from_value
            and measures.days_since_last_purchase < recency.to_value
    left join cut_points as frequency
        on
            frequency.measure = 'purchase_days'
            and measures.bought_days >= frequency.from_value
            and measures.bought_days < frequency.to_value
    left join cut_points as monetary
        on
            monetary.measure = 'net_revenue'
            and measures.bought_revenue >= monetary.from_value
            and measures.bought_revenue < monetary.to_value
)

select
    scored.snapshot_date,
    scored.is_current,
    scored.user_number,
    scored.lifecycle_stage,
    scored.value_tier,
    scored.relationship_state,
    scored.purchase_state,
    scored.lost_first,
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
    scored.is_in_community,
    scored.messages,
    scored.mean_length,
    scored.recency_score,
    scored.frequency_score,
    scored.monetary_score,
    rfm_groups.rfm_segment
from scored
left join rfm_groups
    on
        scored.recency_score between rfm_groups.recency_from and rfm_groups.recency_to
        and scored.frequency_score
        between rfm_groups.frequency_from and rfm_groups.frequency_to
        and scored.monetary_score
        between rfm_groups.monetary_from and rfm_groups.monetary_to
