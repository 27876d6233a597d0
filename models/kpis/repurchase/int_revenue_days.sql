-- One row per business day and channel, store or category, and for the whole day:
-- orders and money, guests included.
-- Refunds stand on the day of the order, and beside it on the day they were completed.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set measures = [
    'orders', 'user_orders', 'orders_paid', 'paid_amount', 'refunded_amount',
    'kept_amount', 'user_amount', 'repurchase_amount', 'refund_amount_by_refund_date',
] %}
{%- set order_dimensions = {'channel': 'channel', 'store': 'store_scope'} %}
{%- set refund_dimensions = {'channel': 'channel', 'category': 'category'} %}

with

orders as (
    select
        *,
        coalesce(store_id, channel) as store_scope,
        case when is_kept then 1 else 0 end as kept_order,
        case when is_kept and user_id is not null then 1 else 0 end as kept_user_order
    from {{ ref('fct_orders') }}
    where is_paid
),

items as (
    select * from {{ ref('fct_order_items') }}
    where item_kind = 'product'
),

users as (
    select * from {{ ref('dim_users') }}
),

refunds as (
    select
        refunds.refund_date,
        refunds.refund_amount,
        orders.channel,
        items.category
    from {{ ref('fct_refunds') }} as refunds
    left join orders on refunds.order_id = orders.order_id
    left join items on refunds.order_item_id = items.order_item_id
    where refunds.item_kind = 'product'
),

orders_summed as (
    select
        ordered_date as business_date,
        {{ dimension_of(order_dimensions) }} as dimension,
        {{ dimension_value_of(order_dimensions) }} as dimension_value,
        sum(kept_order) as orders,
        sum(kept_user_order) as user_orders,
        count(*) as orders_paid,
        sum(paid_amount) as paid_amount,
        sum(refunded_amount) as refunded_amount,
        sum(kept_amount) as kept_amount,
        sum(case when user_id is not null then kept_amount else 0 end) as user_amount,
        sum(case when occasion_number > 1 then kept_amount else 0 end)
            as repurchase_amount,
        0 as refund_amount_by_refund_date
    from orders
    group by {{ grouping_sets_of('ordered_date', order_dimensions) }}
),

items_summed as (
    select
        items.ordered_date as business_date,
        'category' as dimension,
        coalesce(items.category, 'unknown') as dimension_value,
        -- Lines, not orders: they add up.
        sum(case when items.kept_amount > 0 then 1 else 0 end) as orders,
        0 as user_orders,
        sum(case when items.paid_amount > 0 then 1 else 0 end) as orders_paid,
        sum(items.paid_amount) as paid_amount,
        sum(items.refunded_amount) as refunded_amount,
        sum(items.kept_amount) as kept_amount,
        sum(case when users.user_id is not null then items.kept_amount else 0 end)
            as user_amount,
        -- Later than the first purchase of all, of whatever category that was.
        sum(
            case
                when items.ordered_date > users.first_purchase_date
                    then items.kept_amount
                else 0
            end
        ) as repurchase_amount,
        0 as refund_amount_by_refund_date
    from items
    left join users on items.user_id = users.user_id
    group by items.ordered_date, coalesce(items.category, 'unknown')
),

refunds_summed as (
    select
        refund_date as business_date,
        {{ dimension_of(refund_dimensions) }} as dimension,
        {{ dimension_value_of(refund_dimensions) }} as dimension_value,
        {%- for measure in measures[:-1] %}
        0 as {{ measure }},
        {%- endfor %}
        sum(refund_amount) as refund_amount_by_refund_date
    from refunds
    group by {{ grouping_sets_of('refund_date', refund_dimensions) }}
),

united as (
    select * from orders_summed
    union all
    select * from items_summed
    union all
    select * from refunds_summed
)

select
    business_date,
    dimension,
    {%- for measure in measures %}
    {%- set kind = 'decimal(18, 2)' if 'amount' in measure else 'bigint' %}
    cast(sum({{ measure }}) as {{ kind }}) as {{ measure }},
    {%- endfor %}
    dimension_value
from united
group by business_date, dimension, dimension_value
