-- One row per person as of as_of_date: the segment of each kind, and for each kind the
-- value that decided; of kinds with rules for several measures, which one it was.
{{ config(schema='user_facts') }}

with

users as (
    select
        *,
        cast({{ as_of_date() }} - entered_date as int) as days_since_entered
    from {{ ref('int_users_numbered') }}
),

rules_applied as (
    select * from {{ ref('int_rules_applied') }}
    where is_current
),

buyers as (
    select * from {{ ref('int_buyers_ranked') }}
    where snapshot_date = {{ as_of_date() }}
),

last_spells as (
    select
        user_id,
        max(started_date) as started_date,
        -- Spells of a person do not overlap: the last one to begin ends last.
        max(ended_date) as ended_date
    from {{ ref('fct_relationship_spells') }}
    group by user_id
),

rules as (
    select * from {{ ref('int_segment_rules') }}
),

people as (
    select
        users.user_id,
        rules_applied.*,
        users.days_since_entered,
        buyers.repurchase_group,
        buyers.buyer_rank,
        buyers.radar_class,
        buyers.mean_percentile,
        case rules_applied.relationship_state
            when 'live' then 'days_since_relationship_began'
            when 'lost' then 'days_since_relationship_ended'
            else 'otherwise'
        end as relationship_measure,
        case rules_applied.relationship_state
            when 'live' then cast({{ as_of_date() }} - last_spells.started_date as int)
            when 'lost' then cast({{ as_of_date() }} - last_spells.ended_date as int)
        end as relationship_days,
        case rules_applied.purchase_state
            when 'none' then 'otherwise' else 'days_since_last_purchase'
        end as purchase_measure,
        case when rules_applied.is_koc then 'koc' else 'not_koc' end as koc,
        stage_rules.measure as stage_measure,
        case
            when rules_applied.value_tier = 'vip'
                -- Either bound makes a vip; the money is named first.
                then
                    case
                        when rules_applied.net_revenue >= vip_rules.lower_bound
                            then 'net_revenue'
                        else 'purchase_days'
                    end
            when rules_applied.value_tier = 'dormant' then 'lifecycle_stage'
            when rules_applied.value_tier = 'active' then 'days_since_last_purchase'
            else 'otherwise'
        end as tier_measure
    from rules_applied
    inner join users on rules_applied.user_number = users.user_number
    inner join rules as stage_rules
        on
            stage_rules.segment_kind = 'lifecycle_stage'
            and rules_applied.lifecycle_stage = stage_rules.segment
    left join rules as vip_rules
        on
            vip_rules.segment_kind = 'value_tier'
            and vip_rules.segment = 'vip'
            and vip_rules.measure = 'net_revenue'
    left join buyers on rules_applied.user_number = buyers.user_number
    left join last_spells on users.user_id = last_spells.user_id
),

measured as (
    select
        *,
        case stage_measure
            -- Where there was none since joining, days are counted from joining.
            when 'days_since_interaction'
                then least(days_since_interaction, days_since_entered)
            when 'days_since_login' then least(days_since_login, days_since_entered)
            when 'days_since_last_purchase' then days_since_last_purchase
            when 'days_since_entered' then days_since_entered
        end as stage_value,
        case tier_measure
            when 'net_revenue' then net_revenue
            when 'purchase_days' then purchase_days
            when 'days_since_last_purchase' then days_since_last_purchase
        end as tier_value
    from people
)

select
    user_id,
    lifecycle_stage,
    stage_measure,
    stage_value,
    value_tier,
    tier_measure,
    cast(tier_value as decimal(18, 2)) as tier_value,
    spend_level,
    net_revenue,
    rfm_segment,
    purchase_days,
    repurchase_group,
    buyer_rank,
    radar_class,
    mean_percentile,
    community_tier,
    messages,
    coalesce(mean_length, 0) as mean_length,
    koc,
    koc_score,
    discount_dependence,
    discounted_share,
    relationship_state,
    relationship_measure,
    relationship_days,
    purchase_state,
    purchase_measure,
    days_since_last_purchase
from measured
