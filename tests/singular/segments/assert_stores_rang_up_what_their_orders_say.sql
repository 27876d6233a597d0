with

orders as (
    select
        store_id,
        {{ month_start('ordered_date') }} as activity_month,
        count(*) as order_count,
        sum(kept_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where store_id is not null and is_paid
    group by store_id, {{ month_start('ordered_date') }}
),

published as (
    select
        performer_id,
        activity_month,
        store_paid_orders,
        store_net_revenue
    from {{ ref('staff_store_performance') }}
    where scope = 'store' and store_paid_orders > 0
)

select
    coalesce(orders.store_id, published.performer_id) as store_id,
    coalesce(orders.activity_month, published.activity_month) as activity_month,
    orders.net_revenue as expected_revenue,
    published.store_net_revenue as published_revenue
from orders
full outer join published
    on
        orders.store_id = published.performer_id
        and orders.activity_month = published.activity_month
where
    orders.order_count is distinct from published.store_paid_orders
    or orders.net_revenue is distinct from published.store_net_revenue
