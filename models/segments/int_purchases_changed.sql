-- One row per person and snapshot at which purchases entered the window of 365 days, or
-- left it, since the snapshot before: the differences.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

discounted as (
    select distinct order_id from {{ ref('fct_order_items') }}
    where discount_amount > 0
),

kept_orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
),

sides as (
    -- Bought on a day, it is in the window for 365 days.
    select
        sign,
        days
    from (values (1, 0), (-1, 365)) as listed (sign, days)
),

purchases as (
    select
        user_id,
        purchase_date,
        1 as purchase_days,
        kept_amount as net_revenue,
        order_count as orders,
        0 as discounted_orders
    from purchase_days
    union all
    select
        kept_orders.user_id,
        kept_orders.ordered_date as purchase_date,
        0 as purchase_days,
        0 as net_revenue,
        0 as orders,
        1 as discounted_orders
    from kept_orders
    inner join discounted on kept_orders.order_id = discounted.order_id
)

select
    users.user_number,
    snapshots.snapshot_date,
    cast(sum(sides.sign * purchases.purchase_days) as int) as purchase_days,
    cast(sum(sides.sign * purchases.net_revenue) as decimal(18, 2)) as net_revenue,
    cast(sum(sides.sign * purchases.orders) as int) as orders,
    cast(sum(sides.sign * purchases.discounted_orders) as int) as discounted_orders,
    max(case when sides.sign = 1 then purchases.purchase_date end)
        as last_purchase_date
from purchases
inner join users on purchases.user_id = users.user_id
cross join sides
inner join snapshots
    on
        {{ month_start('purchases.purchase_date + sides.days') }}
        = snapshots.snapshot_month
        and purchases.purchase_date + sides.days <= snapshots.snapshot_date
group by users.user_number, snapshots.snapshot_date
