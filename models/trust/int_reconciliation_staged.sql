-- One row per source system, entity and outcome: staged rows and money that came in,
-- were used in facts, were set aside.
{{ config(schema='user_facts') }}

with

{% for entity, amount in {
    'orders': 'null', 'order_items': 'paid_amount', 'refunds': 'refund_amount'
}.items() -%}
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
),

{% endfor -%}
used as (
    select 'orders' as entity, source_system, count(*) as row_count, null as amount
    from {{ ref('fct_orders') }}
    group by source_system
    union all
    select
        'order_items' as entity,
        source_system,
        count(*) as row_count,
        sum(paid_amount) as amount
    from {{ ref('fct_order_items') }}
    group by source_system
    union all
    select
        'refunds' as entity,
        source_system,
        count(distinct refund_id) as row_count,
        sum(refund_amount) as amount
    from {{ ref('fct_refunds') }}
    group by source_system
),

united as (
    select entity, source_system, outcome, row_count, amount from orders_counted
    union all
    select entity, source_system, outcome, row_count, amount from order_items_counted
    union all
    select entity, source_system, outcome, row_count, amount from refunds_counted
    union all
    select entity, source_system, 'used' as outcome, row_count, amount from used
)

select
    'staging to facts' as step,
    source_system,
    entity,
    outcome,
    cast(row_count as bigint) as row_count,
    cast(amount as decimal(18, 2)) as amount
from united
