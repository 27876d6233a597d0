{# Kept orders of people, each in its own block of days and in the one after: what orders within a window of so many days
   after something joins them by. Reads a relation named windows with one row: window_days.
   As of 2026-12-31 and 7 days: an order of 2026-12-24 -> one row with block 1, one with block 2, where 17 December lies. #}
{% macro orders_in_blocks() -%}
    select
        orders.order_id,
        orders.user_id,
        orders.ordered_at,
        {{ day_block('orders.ordered_date', 'windows.window_days') }}
        + neighbours.distance as day_block
    from {{ ref('fct_orders') }} as orders
    cross join windows
    cross join (values (0), (1)) as neighbours (distance)
    where orders.is_kept and orders.user_id is not null
{%- endmacro %}
