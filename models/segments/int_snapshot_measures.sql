-- One row per snapshot and person entered by then: what segments are told by, at the
-- end of that day. Windows overlap: nothing adds up over snapshots.
{{ config(schema='user_facts') }}
{%- set running = "(partition by users.user_number"
    " order by snapshots.snapshot_date nulls last"
    " rows between unbounded preceding and current row)" %}
{%- set twelve_months = running | replace('unbounded', '11') %}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

user_months as (
    select
        users.user_number,
        months.*
    from {{ ref('int_user_periods') }} as months
    inner join users on months.user_id = users.user_id
    where months.grain = 'month'
),

purchases as (
    select * from {{ ref('int_purchases_changed') }}
),

communities as (
    select * from {{ ref('int_communities_counted') }}
),

influence as (
    select * from {{ ref('int_influence_counted') }}
),

standings as (
    select * from {{ ref('int_standings_changed') }}
),

stages as (
    select * from {{ ref('lifecycle_stages') }}
),

tiers as (
    select * from {{ ref('value_tiers') }}
),

measures as (
    select
        snapshots.snapshot_date,
        snapshots.is_current,
        users.user_number,
        users.entered_date,
        {%- for column in [
            'purchases.last_purchase_date', 'user_months.last_login_date',
            'user_months.last_interaction_date', 'standings.stage_key',
            'standings.tier_key', 'standings.relationship_key',
            'standings.purchase_key',
        ] %}
        max({{ column }}) over {{ running }} as {{ column.split('.')[1] }},
        {%- endfor %}
        {%- for column in [
            'purchases.purchase_days', 'purchases.net_revenue', 'purchases.orders',
            'purchases.discounted_orders',
        ] %}
        coalesce(sum({{ column }}) over {{ running }}, 0)
            as {{ column.split('.')[1] }},
        {%- endfor %}
        -- A snapshot is taken in each month: eleven before this one make twelve months.
        coalesce(sum(user_months.interactions) over {{ twelve_months }}, 0)
            as interactions,
        coalesce(influence.forwards, 0) as forwards,
        coalesce(influence.referred_buyers, 0) as referred_buyers,
        coalesce(communities.live_groups, 0) as live_groups,
        coalesce(communities.messages, 0) as messages,
        {{ ratio('communities.characters', 'communities.measured_messages') }}
            as mean_length
    from users
    inner join snapshots on users.met_date <= snapshots.snapshot_date
    left join user_months
        on
            users.user_number = user_months.user_number
            and snapshots.snapshot_month = user_months.period_start
    {%- for name in ['purchases', 'communities', 'influence', 'standings'] %}
    left join {{ name }}
        on
            users.user_number = {{ name }}.user_number
            and snapshots.snapshot_date = {{ name }}.snapshot_date
    {%- endfor %}
)

select
    measures.snapshot_date,
    measures.is_current,
    measures.user_number,
    stages.lifecycle_stage,
    tiers.value_tier,
    case measures.relationship_key % 100
        when 1 then 'live' when 2 then 'lost' else 'none'
    end as relationship_state,
    case measures.purchase_key % 100
        when 1 then 'buying' when 2 then 'lapsed' else 'none'
    end as purchase_state,
    -- Null unless both are lost: then the earlier key is what was lost first.
    case
        when
            measures.relationship_key % 100 <> 2 or measures.purchase_key % 100 <> 2
            then null
        when measures.relationship_key < measures.purchase_key then 'relationship'
        when measures.relationship_key > measures.purchase_key then 'purchase'
        when measures.relationship_key = measures.purchase_key then 'same_day'
    end as lost_first,
    cast(measures.snapshot_date - measures.last_login_date as int) as days_since_login,
    -- A purchase is an interaction.
    cast(
        measures.snapshot_date
        - greatest(measures.last_interaction_date, measures.last_purchase_date) as int
    ) as days_since_interaction,
    cast(measures.snapshot_date - measures.last_purchase_date as int)
        as days_since_last_purchase,
    cast(measures.purchase_days as int) as purchase_days,
    cast(measures.net_revenue as decimal(18, 2)) as net_revenue,
    cast(measures.orders as int) as orders,
    cast(measures.discounted_orders as int) as discounted_orders,
    cast(measures.interactions as int) as interactions,
    cast(measures.forwards as int) as forwards,
    cast(measures.referred_buyers as int) as referred_buyers,
    cast(measures.forwards + measures.referred_buyers as int) as koc_score,
    measures.live_groups > 0 as is_in_community,
    cast(measures.messages as int) as messages,
    measures.mean_length
from measures
inner join stages on measures.stage_key % 100 = stages.precedence
inner join tiers on measures.tier_key % 100 = tiers.tier_order
where measures.snapshot_date >= measures.entered_date
