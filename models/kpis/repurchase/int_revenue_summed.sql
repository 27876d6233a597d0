-- One row per grain and period: orders and money, guests included.
{{ config(schema='user_facts') }}

with

periods as (
    select distinct grain, period_start from {{ ref('int_calendar_periods') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

order_days as (
    select
        ordered_date as business_date,
        sum(case when is_kept then 1 else 0 end) as orders,
        sum(case when is_paid then 1 else 0 end) as orders_paid,
        sum(case when is_paid then paid_amount else 0 end) as paid_amount,
        sum(case when is_paid then refunded_amount else 0 end) as refunded_amount,
        sum(case when is_paid then kept_amount else 0 end) as kept_amount,
        sum(case when is_paid and user_id is not null then kept_amount else 0 end)
            as user_amount
    from {{ ref('fct_orders') }}
    group by ordered_date
),

refund_days as (
    select
        refund_date as business_date,
        sum(refund_amount) as refund_amount_by_refund_date
    from {{ ref('fct_refunds') }}
    where item_kind = 'product'
    group by refund_date
),

period_orders as (
    select
        calendar.grain,
        calendar.period_start,
        sum(order_days.orders) as orders,
        sum(order_days.orders_paid) as orders_paid,
        sum(order_days.paid_amount) as paid_amount,
        sum(order_days.refunded_amount) as refunded_amount,
        sum(order_days.kept_amount) as kept_amount,
        sum(order_days.user_amount) as user_amount
    from order_days
    inner join calendar on order_days.business_date = calendar.business_date
    group by calendar.grain, calendar.period_start
),

period_refunds as (
    select
        calendar.grain,
        calendar.period_start,
        sum(refund_days.refund_amount_by_refund_date) as refund_amount_by_refund_date
    from refund_days
    inner join calendar on refund_days.business_date = calendar.business_date
    group by calendar.grain, calendar.period_start
),

period_users as (
    select
        grain,
        period_start,
        sum(case when purchase_days > 0 then 1 else 0 end) as buyers,
        sum(case when buyer_type = 'old' then kept_amount else 0 end)
            as old_buyer_amount,
        sum(repurchase_amount) as repurchase_amount
    from {{ ref('int_user_periods') }}
    group by grain, period_start
),

joined as (
    select
        periods.grain,
        periods.period_start,
        coalesce(period_orders.orders, 0) as orders,
        coalesce(period_orders.orders_paid, 0) as orders_paid,
        coalesce(period_orders.paid_amount, 0) as paid_amount,
        coalesce(period_orders.refunded_amount, 0) as refunded_amount,
        coalesce(period_orders.kept_amount, 0) as kept_amount,
        coalesce(period_orders.user_amount, 0) as user_amount,
        coalesce(period_refunds.refund_amount_by_refund_date, 0)
            as refund_amount_by_refund_date,
        coalesce(period_users.buyers, 0) as buyers,
        coalesce(period_users.old_buyer_amount, 0) as old_buyer_amount,
        coalesce(period_users.repurchase_amount, 0) as repurchase_amount
    from periods
    left join period_orders
        on
            periods.grain = period_orders.grain
            and periods.period_start = period_orders.period_start
    left join period_refunds
        on
            periods.grain = period_refunds.grain
            and periods.period_start = period_refunds.period_start
    left join period_users
        on
            periods.grain = period_users.grain
            and periods.period_start = period_users.period_start
)

select
    grain,
    period_start,
    cast(orders as bigint) as orders,
    cast(orders_paid as bigint) as orders_paid,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    cast(refunded_amount as decimal(18, 2)) as refunded_amount,
    cast(kept_amount as decimal(18, 2)) as kept_amount,
    cast(user_amount as decimal(18, 2)) as user_amount,
    cast(refund_amount_by_refund_date as decimal(18, 2))
        as refund_amount_by_refund_date,
    cast(buyers as bigint) as buyers,
    cast(old_buyer_amount as decimal(18, 2)) as old_buyer_amount,
    cast(repurchase_amount as decimal(18, 2)) as repurchase_amount
from joined
