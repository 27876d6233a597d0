select
    credited.order_id,
    credited.touch_id,
    touches.delivered_at,
    orders.ordered_at
from {{ ref('int_orders_credited') }} as credited
left join {{ ref('fct_orders') }} as orders
    on credited.order_id = orders.order_id and orders.is_kept
left join {{ ref('fct_touches') }} as touches
    on credited.touch_id = touches.touch_id and credited.user_id = touches.user_id
left join {{ ref('attribution_windows') }} as windows on windows.window_name = 'order'
where
    coalesce(touches.delivered_at >= orders.ordered_at, true)
    or coalesce(orders.user_id <> touches.user_id, true)
    or {{ seconds_between('touches.sent_at', 'orders.ordered_at') }}
    > windows.window_hours * 3600
