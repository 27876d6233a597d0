select
    order_item_id,
    paid_amount,
    refunded_amount,
    kept_amount
from {{ ref('fct_order_items') }}
where refunded_amount > paid_amount and refunded_amount > 0
