-- One row per kept order that a touch gets the credit for, with the touch.
-- The last delivered touch before the order, of whatever sender, gets it, if the order
-- came within the window after its sending (order, of attribution_windows).
{{ config(schema='user_facts') }}

with

windows as (
    select
        window_hours,
        cast(ceil(window_hours / 24) as int) as window_days
    from {{ ref('attribution_windows') }}
    where window_name = 'order'
),

touches as (
    select
        touches.touch_id,
        touches.user_id,
        touches.sent_at,
        touches.delivered_at,
        windows.window_hours,
        {{ day_block('touches.sent_date', 'windows.window_days') }} as day_block
    from {{ ref('fct_touches') }} as touches
    cross join windows
    where touches.is_delivered and touches.user_id is not null
),

-- A touch within the window before the order lies in its block or the one before.
orders as (
    {{ orders_in_blocks() }}
),

touches_before as (
    select
        orders.order_id,
        orders.user_id,
        touches.touch_id,
        row_number() over (
            partition by orders.order_id
            order by touches.sent_at desc nulls last, touches.touch_id desc nulls last
        ) as touch_number
    from orders
    inner join touches
        on
            orders.user_id = touches.user_id
            and orders.day_block = touches.day_block
            -- Touch before order, always: also one sent before and delivered after.
            and orders.ordered_at > touches.delivered_at
            and {{ seconds_between('touches.sent_at', 'orders.ordered_at') }}
            <= touches.window_hours * 3600
)

select
    order_id,
    user_id,
    touch_id
from touches_before
where touch_number = 1
