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
    select entity, source_system, outcome, row_count, amount from orders_counted
    union all
    select entity, source_system, outcome, row_count, amount from order_items_counted
    union all
    select entity, source_system, outcome, row_count, amount from refunds_counted
    union all
    select entity, source_system, outcome, row_count, amount from later_refunds
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
