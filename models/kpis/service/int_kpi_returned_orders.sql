-- One row per metric, grain, period and dimension value: orders that came back, by the
-- day of the order. An order counts once in each category that it holds.
{{ config(schema='user_facts', enabled=is_measured('service')) }}
{%- set dimensions = {'channel': 'channel'} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_paid
),

returned_items as (
    select distinct order_item_id from {{ ref('fct_refunds') }}
    where refund_kind = 'return' and order_item_id is not null
),

returned_orders as (
    select distinct order_id from {{ ref('fct_refunds') }}
    where refund_kind = 'return' and order_id is not null
),

judged_orders as (
    select
        orders.ordered_date,
        orders.channel,
        case when returned_orders.order_id is not null then 1 else 0 end as is_returned
    from orders
    left join returned_orders on orders.order_id = returned_orders.order_id
    where orders.is_kept or returned_orders.order_id is not null
),

order_categories as (
    select
        items.order_id,
        orders.ordered_date,
        coalesce(items.category, 'unknown') as category,
        max(case when returned_items.order_item_id is not null then 1 else 0 end)
            as is_returned,
        sum(items.kept_amount) as kept_amount
    from {{ ref('fct_order_items') }} as items
    inner join orders on items.order_id = orders.order_id
    left join returned_items on items.order_item_id = returned_items.order_item_id
    where items.item_kind = 'product'
    group by
        items.order_id, orders.ordered_date, coalesce(items.category, 'unknown')
),

order_days as (
    select
        ordered_date,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as orders,
        sum(is_returned) as returned
    from judged_orders
    group by {{ grouping_sets_of('ordered_date', dimensions) }}
),

category_days as (
    select
        ordered_date,
        'category' as dimension,
        category as dimension_value,
        count(*) as orders,
        sum(is_returned) as returned
    from order_categories
    where kept_amount > 0 or is_returned = 1
    group by ordered_date, category
),

united as (
    select * from order_days
    union all
    select * from category_days
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        united.dimension,
        united.dimension_value,
        sum(united.orders) as orders,
        sum(united.returned) as returned
    from united
    inner join calendar on united.ordered_date = calendar.business_date
    group by
        calendar.grain, calendar.period_start, united.dimension, united.dimension_value
)

{{ measured_metrics('counted', [
    {'id': 'return_rate', 'numerator': 'returned', 'denominator': 'orders'},
]) }}
