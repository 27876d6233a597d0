-- Asked of every order again: none within 24 hours, and one within 7 days where it is
-- said so.
with

carts as (
    select * from {{ ref('fct_abandoned_carts') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_paid
),

orders_aggregated as (
    select
        carts.cart_id,
        min(orders.ordered_at) as next_ordered_at
    from carts
    inner join orders
        on carts.user_id = orders.user_id and carts.left_at <= orders.ordered_at
    group by carts.cart_id
)

select
    carts.cart_id,
    carts.left_at,
    carts.next_ordered_at,
    orders_aggregated.next_ordered_at as found_ordered_at,
    carts.is_recovered
from carts
left join orders_aggregated on carts.cart_id = orders_aggregated.cart_id
where
    carts.next_ordered_at is distinct from orders_aggregated.next_ordered_at
    or orders_aggregated.next_ordered_at <= carts.left_at + interval '24' hour
    or carts.is_recovered
    <> coalesce(
        orders_aggregated.next_ordered_at <= carts.left_at + interval '7' day, false
    )
