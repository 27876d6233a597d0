-- One row per purchase occasion: where it was paid and of what category it was, by its
-- first order, and the occasions beside it.
{{ config(schema='user_facts') }}

with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
),

orders_numbered as (
    select
        user_id,
        ordered_date,
        coalesce(channel, 'unknown') as channel,
        coalesce(first_category, 'unknown') as category,
        row_number() over (
            partition by user_id, ordered_date
            order by ordered_at nulls last, order_id nulls last
        ) as order_number
    from orders
)

select
    user_id,
    ordered_date as purchase_date,
    channel,
    category,
    lag(channel) over (partition by user_id order by ordered_date nulls last)
        as previous_channel,
    lead(ordered_date) over (partition by user_id order by ordered_date nulls last)
        as next_purchase_date
from orders_numbered
where order_number = 1
