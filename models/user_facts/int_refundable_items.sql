-- One row per paid order item and group in which a refund may find it: its item, its
-- order, or what the person bought of that product at that price.
-- A refund that names the item goes before one that names the order, and that before
-- one that names neither: what the first took, or may take, is not there for the next.
{{ config(materialized='view') }}

with

order_items as (
    select * from {{ ref('int_order_items_classified') }}
    where
        coalesce(set_aside_reason, 'after_as_of_date') = 'after_as_of_date'
        and paid_amount > 0
),

orders as (
    select * from {{ ref('int_orders_classified') }}
    where coalesce(set_aside_reason, 'after_as_of_date') = 'after_as_of_date'
),

refunds as (
    select * from {{ ref('int_refunds_classified') }}
    where set_aside_reason is null
),

refunds_of_items as (
    select
        order_item_id,
        sum(refund_amount) as refund_amount
    from refunds
    where order_item_id is not null
    group by order_item_id
),

refunds_of_orders as (
    select distinct order_id from refunds
    where order_id is not null and order_item_id is null
),

paid as (
    select
        order_items.order_item_id,
        order_items.order_id,
        order_items.paid_amount,
        orders.ordered_at,
        cast(greatest(
            order_items.paid_amount - coalesce(refunds_of_items.refund_amount, 0), 0
        ) as decimal(18, 2)) as amount_left,
        refunds_of_orders.order_id is not null as has_refund_of_order,
        'purchase:'
        || orders.member_id
        || ':'
        || order_items.product_id
        || ':'
        || cast(order_items.unit_price as string) as purchase_key
    from order_items
    inner join orders on order_items.order_id = orders.order_id
    left join refunds_of_items
        on order_items.order_item_id = refunds_of_items.order_item_id
    left join refunds_of_orders on order_items.order_id = refunds_of_orders.order_id
),

grouped as (
    -- A refund that names what it refunds is right even where its clock is not.
    select
        'item:' || order_item_id as group_key,
        order_item_id,
        order_id,
        paid_amount,
        cast(null as timestamp) as happened_at
    from paid
    union all
    select
        'order:' || order_id as group_key,
        order_item_id,
        order_id,
        amount_left as paid_amount,
        cast(null as timestamp) as happened_at
    from paid
    where amount_left > 0
    union all
    select
        purchase_key as group_key,
        order_item_id,
        order_id,
        amount_left as paid_amount,
        ordered_at as happened_at
    from paid
    where purchase_key is not null and amount_left > 0 and not has_refund_of_order
)

select
    group_key,
    order_item_id,
    order_id,
    paid_amount,
    happened_at
from grouped
