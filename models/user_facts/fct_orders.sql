-- One row per order in force: paid, not a test, not a deposit.
-- Amounts are of products after discount, without shipping, gift cards and fees. Guests
-- have no user_id.

with

orders as (
    select * from {{ ref('int_orders_valued') }}
),

refunds_aggregated as (
    select
        order_id,
        min(refund_date) as first_refund_date,
        max(refund_date) as last_refund_date
    from {{ ref('fct_refunds') }}
    where is_matched and item_kind = 'product'
    group by order_id
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
)

select
    orders.order_id,
    orders.source_system,
    orders.user_id,
    orders.ordered_at,
    orders.ordered_date,
    orders.channel,
    orders.store_id,
    orders.currency,
    orders.paid_amount,
    orders.refunded_amount,
    orders.kept_amount,
    orders.other_amount,
    orders.is_paid,
    orders.is_kept,
    refunds_aggregated.first_refund_date,
    refunds_aggregated.last_refund_date,
    orders.first_category,
    orders.last_category,
    case when orders.is_kept then purchase_days.occasion_number end as occasion_number,
    case when orders.is_kept then purchase_days.days_since_previous end
        as days_since_previous_occasion
from orders
left join refunds_aggregated on orders.order_id = refunds_aggregated.order_id
left join purchase_days
    on
        orders.user_id = purchase_days.user_id
        and orders.ordered_date = purchase_days.purchase_date
