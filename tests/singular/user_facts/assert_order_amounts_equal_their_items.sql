with

items as (
    select
        order_id,
        sum(paid_amount) as paid_amount,
        sum(kept_amount) as kept_amount
    from {{ ref('fct_order_items') }}
    where item_kind = 'product'
    group by order_id
),

orders as (
    select
        order_id,
        paid_amount,
        kept_amount
    from {{ ref('fct_orders') }}
    where paid_amount <> 0 or kept_amount <> 0
)

select
    coalesce(items.order_id, orders.order_id) as order_id,
    items.paid_amount as items_paid,
    orders.paid_amount as order_paid,
    items.kept_amount as items_kept,
    orders.kept_amount as order_kept
from items
full outer join orders on items.order_id = orders.order_id
where
    coalesce(items.paid_amount, 0) is distinct from coalesce(orders.paid_amount, 0)
    or coalesce(items.kept_amount, 0) is distinct from coalesce(orders.kept_amount, 0)
