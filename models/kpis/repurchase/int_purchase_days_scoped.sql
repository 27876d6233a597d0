-- One row per person, scope (a channel, a category, a store) and business day with
-- something kept in it: the purchase occasion in the scope, and those beside it.
-- Scopes do not add up to the person: who bought once in each of two channels bought
-- again for the group, and in neither channel.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
),

items as (
    select * from {{ ref('fct_order_items') }}
    where item_kind = 'product' and kept_amount > 0 and user_id is not null
),

scoped_days as (
    select
        'channel' as dimension,
        coalesce(channel, 'unknown') as dimension_value,
        user_id,
        ordered_date as purchase_date
    from orders
    union
    -- Orders without a store make up one scope by channel, as in
    -- fct_store_purchase_days.
    select
        'store' as dimension,
        coalesce(store_id, channel, 'unknown') as dimension_value,
        user_id,
        ordered_date as purchase_date
    from orders
    union
    select
        'category' as dimension,
        coalesce(category, 'unknown') as dimension_value,
        user_id,
        ordered_date as purchase_date
    from items
)

select
    user_id,
    dimension,
    dimension_value,
    purchase_date,
    lag(purchase_date)
        over (
            partition by user_id, dimension, dimension_value
            order by purchase_date nulls last
        )
        as previous_purchase_date,
    lag(purchase_date, 2)
        over (
            partition by user_id, dimension, dimension_value
            order by purchase_date nulls last
        )
        as second_previous_date,
    lead(purchase_date)
        over (
            partition by user_id, dimension, dimension_value
            order by purchase_date nulls last
        )
        as next_purchase_date
from scoped_days
