-- One row per paid order item and group in which a refund may find it: its item, its
-- order, or what the person bought of that product at that price.
{{ config(materialized='view') }}

with

order_items as (
    select * from {{ ref('int_order_items_classified') }}
    where set_aside_reason is null and paid_amount > 0
),

orders as (
    select * from {{ ref('int_orders_classified') }}
    where set_aside_reason is null
),

paid as (
    select
        order_items.order_item_id,
        order_items.order_id,
        order_items.paid_amount,
        orders.ordered_at,
        'purchase:'
        || orders.member_id
        || ':'
        || order_items.product_id
        || ':'
        || cast(order_items.unit_price as string) as purchase_key
    from order_items
    inner join orders on order_items.order_id = orders.order_id
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
        paid_amount,
        cast(null as timestamp) as happened_at
    from paid
    union all
    select
        purchase_key as group_key,
        order_item_id,
        order_id,
        paid_amount,
        ordered_at as happened_at
    from paid
    where purchase_key is not null
)

select
    group_key,
    order_item_id,
    order_id,
    paid_amount,
    happened_at
from grouped
