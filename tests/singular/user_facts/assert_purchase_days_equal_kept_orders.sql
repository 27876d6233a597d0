with

orders as (
    select
        user_id,
        ordered_date,
        sum(kept_amount) as kept_amount
    from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
    group by user_id, ordered_date
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
)

select
    coalesce(orders.user_id, purchase_days.user_id) as user_id,
    coalesce(orders.ordered_date, purchase_days.purchase_date) as business_date,
    orders.kept_amount as orders_kept,
    purchase_days.kept_amount as purchase_day_kept
from orders
full outer join purchase_days
    on
        orders.user_id = purchase_days.user_id
        and orders.ordered_date = purchase_days.purchase_date
where orders.kept_amount is distinct from purchase_days.kept_amount
