-- One row per item of an order in force.
-- Shipping, gift cards, fees and the like are here with their kind and are no part of
-- revenue; quantities of different products do not add up to anything.

with

order_items as (
    select * from {{ ref('int_order_items_classified') }}
    where set_aside_reason is null
),

refunds_aggregated as (
    select
        order_item_id,
        cast(sum(refund_amount) as decimal(18, 2)) as refunded_amount
    from {{ ref('int_refunds_matched') }}
    where order_item_id is not null
    group by order_item_id
),

orders as (
    select * from {{ ref('int_orders_classified') }}
    where set_aside_reason is null
),

members as (
    select * from {{ ref('int_members_resolved') }}
),

products as (
    select * from {{ ref('int_products_latest') }}
)

select
    order_items.order_item_id,
    order_items.order_id,
    order_items.source_system,
    members.user_id,
    orders.ordered_date,
    order_items.product_id,
    products.category,
    order_items.item_kind,
    order_items.quantity,
    order_items.list_amount,
    order_items.discount_amount,
    order_items.paid_amount,
    coalesce(refunds_aggregated.refunded_amount, cast(0 as decimal(18, 2)))
        as refunded_amount,
    cast(
        order_items.paid_amount
        - coalesce(refunds_aggregated.refunded_amount, 0) as decimal(18, 2)
    ) as kept_amount
from order_items
inner join orders on order_items.order_id = orders.order_id
left join members on orders.member_id = members.member_id
left join products on order_items.product_id = products.product_id
left join refunds_aggregated
    on order_items.order_item_id = refunds_aggregated.order_item_id
