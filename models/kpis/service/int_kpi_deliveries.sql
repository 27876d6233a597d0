-- One row per metric, grain and period: delivered orders by the day of the order, and
-- how many were followed by another purchase day of the person within 90 days.
{{ config(schema='user_facts', enabled=is_measured('service')) }}
{%- set days = var('follow_up_days') %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

kept_orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

-- An order of several parcels is there with the last of them.
arrivals as (
    select
        order_id,
        min(case when is_next_day then 1 else 0 end) as is_next_day
    from {{ ref('fct_shipments') }}
    group by order_id
    having count(*) = count(delivered_date)
),

delivered as (
    select
        kept_orders.ordered_date,
        arrivals.is_next_day,
        case when kept_orders.user_id is not null then 1 else 0 end as is_known,
        case
            when
                kept_orders.user_id is not null
                and kept_orders.ordered_date + {{ days }} <= {{ as_of_date() }}
                then 1
            else 0
        end as is_mature,
        case
            when
                kept_orders.ordered_date + {{ days }} <= {{ as_of_date() }}
                and purchase_days.next_purchase_date <= kept_orders.ordered_date + 90
                then 1
            else 0
        end as is_repurchased
    from kept_orders
    inner join arrivals on kept_orders.order_id = arrivals.order_id
    left join purchase_days
        on
            kept_orders.user_id = purchase_days.user_id
            and kept_orders.ordered_date = purchase_days.purchase_date
),

delivered_days as (
    select
        ordered_date,
        count(*) as orders,
        sum(is_next_day) as next_day,
        sum(is_next_day * is_known) as next_day_total,
        sum(is_next_day * is_mature) as next_day_mature,
        sum(is_next_day * is_repurchased) as next_day_repurchased,
        sum((1 - is_next_day) * is_known) as later_total,
        sum((1 - is_next_day) * is_mature) as later_mature,
        sum((1 - is_next_day) * is_repurchased) as later_repurchased
    from delivered
    group by ordered_date
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        'all' as dimension,
        'all' as dimension_value,
        sum(delivered_days.orders) as orders,
        sum(delivered_days.next_day) as next_day,
        sum(delivered_days.next_day_total) as next_day_total,
        nullif(sum(delivered_days.next_day_mature), 0) as next_day_mature,
        sum(delivered_days.next_day_repurchased) as next_day_repurchased,
        sum(delivered_days.later_total) as later_total,
        nullif(sum(delivered_days.later_mature), 0) as later_mature,
        sum(delivered_days.later_repurchased) as later_repurchased
    from delivered_days
    inner join calendar on delivered_days.ordered_date = calendar.business_date
    group by calendar.grain, calendar.period_start
)

{{ measured_metrics('counted', [
    {
        'id': 'next_day_delivery_share',
        'numerator': 'next_day',
        'denominator': 'orders',
    },
    {
        'id': 'repurchase_rate_after_next_day_delivery',
        'numerator': 'case when next_day_mature > 0 then next_day_repurchased end',
        'denominator': 'next_day_mature',
        'mature': 'coalesce(next_day_mature, 0)',
        'total': 'next_day_total',
    },
    {
        'id': 'repurchase_rate_after_later_delivery',
        'numerator': 'case when later_mature > 0 then later_repurchased end',
        'denominator': 'later_mature',
        'mature': 'coalesce(later_mature, 0)',
        'total': 'later_total',
    },
]) }}
