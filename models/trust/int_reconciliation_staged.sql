-- One row per source system, entity and outcome: staged rows and money that came in,
-- were used in facts, were set aside.
{{ config(schema='user_facts') }}
{%- set entities = {
    'orders': {'fact': 'fct_orders'},
    'order_items': {'fact': 'fct_order_items', 'amount': 'paid_amount'},
    'refunds': {
        'fact': 'fct_refunds',
        'amount': 'refund_amount',
        'rows': 'count(distinct refund_id)'
    },
    'shipments': {'fact': 'fct_shipments'},
    'carts': {'fact': 'fct_carts'},
    'members': {'fact': 'int_members_latest'},
    'relations': {'fact': 'fct_relations'},
    'groups': {'fact': 'dim_groups'},
    'staff': {'fact': 'dim_staff'},
    'stores': {'fact': 'dim_stores'},
    'events': {'fact': 'fct_interactions'},
    'contents': {'fact': 'dim_contents'},
    'live_sessions': {'fact': 'dim_live_sessions'},
    'community_events': {'fact': 'fct_community_events'},
    'touches': {'fact': 'fct_touches'},
    'campaigns': {'fact': 'dim_campaigns'},
    'campaign_members': {'fact': 'fct_campaign_members'},
    'coupons': {'fact': 'fct_coupons', 'amount': 'face_amount'},
    'points': {'fact': 'fct_points'},
    'costs': {'fact': 'fct_costs', 'amount': 'amount'},
    'referrals': {'fact': 'fct_referrals'},
    'tickets': {'fact': 'fct_tickets'},
    'surveys': {'fact': 'fct_survey_answers'},
    'consents': {'fact': 'fct_consents', 'rows': 'count(*) + count(ended_at)'},
    'erasure_requests': {'fact': 'fct_erasure_requests'},
    'targets': {'fact': 'fct_targets'},
} %}

with

{% for entity, shape in entities.items() -%}
{%- set amount = shape.get('amount', 'cast(null as decimal(18, 2))') -%}
{{ entity }}_counted as (
    select
        '{{ entity }}' as entity,
        source_system,
        'in' as outcome,
        count(*) as row_count,
        sum({{ amount }}) as amount
    from {{ ref('int_' ~ entity ~ '_united') }}
    group by source_system
    union all
    select
        '{{ entity }}' as entity,
        source_system,
        set_aside_reason,
        count(*) as row_count,
        sum({{ amount }}) as amount
    from {{ ref('int_' ~ entity ~ '_classified') }}
    where set_aside_reason is not null
    group by source_system, set_aside_reason
    union all
    select
        '{{ entity }}' as entity,
        source_system,
        'used' as outcome,
        {{ shape.get('rows', 'count(*)') }} as row_count,
        sum({{ amount }}) as amount
    from {{ ref(shape.fact) }}
    group by source_system
),

{% endfor -%}
later_events as (
    select
        'events' as entity,
        source_system,
        'after_as_of_date' as outcome,
        count(*) as row_count,
        cast(null as decimal(18, 2)) as amount
    from {{ ref('int_events_classified') }}
    where set_aside_reason is null and happened_date > {{ as_of_date() }}
    group by source_system
),

parts as (
    select
        refunds.source_system,
        parts.refund_id,
        sum(case when parts.is_after_as_of_date then parts.refund_amount else 0 end)
            as later_amount,
        min(case when parts.is_after_as_of_date then 1 else 0 end) as is_all_later
    from {{ ref('int_refunds_matched') }} as parts
    inner join {{ ref('int_refunds_classified') }} as refunds
        on parts.refund_id = refunds.refund_id and refunds.set_aside_reason is null
    group by refunds.source_system, parts.refund_id
),

later_refunds as (
    -- A refund with a part in the facts is a row used; its later parts are money set
    -- aside.
    select
        'refunds' as entity,
        source_system,
        'after_as_of_date' as outcome,
        sum(is_all_later) as row_count,
        sum(later_amount) as amount
    from parts
    group by source_system
),

united as (
    {%- for entity in entities %}
    select entity, source_system, outcome, row_count, amount
    from {{ entity }}_counted
    union all
    {%- endfor %}
    select entity, source_system, outcome, row_count, amount from later_events
    union all
    select entity, source_system, outcome, row_count, amount from later_refunds
)

select
    'staging to facts' as step,
    source_system,
    entity,
    outcome,
    cast(row_count as bigint) as row_count,
    cast(amount as decimal(18, 2)) as amount
from united
