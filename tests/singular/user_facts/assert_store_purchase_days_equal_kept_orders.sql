-- Every kept order of a person stands in one store scope, to the cent.

with

by_store as (
    select
        sum(order_count) as orders,
        sum(kept_amount) as kept_amount
    from {{ ref('fct_store_purchase_days') }}
),

by_order as (
    select
        count(*) as orders,
        sum(kept_amount) as kept_amount
    from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
)

select
    by_store.orders,
    by_order.orders as expected_orders
from by_store
cross join by_order
where
    coalesce(by_store.orders, 0) <> by_order.orders
    or coalesce(by_store.kept_amount, 0) <> coalesce(by_order.kept_amount, 0)
