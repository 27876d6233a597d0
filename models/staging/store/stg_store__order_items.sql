-- One row per landed row of an item of an order.
{{ config(enabled=is_enabled('store')) }}

with

receipt_lines as (
    select * from {{ ref('base_store__receipt_lines') }}
    where quarantine_reason is null
)

select
    'store' as source_system,
    order_id || '-' || line_no as order_item_id,
    order_id,
    product_id,
    cast(null as string) as item_kind,
    quantity,
    unit_price,
    list_amount,
    discount_amount,
    paid_amount,
    false as is_replaced,
    updated_at,
    _loaded_at,
    _file,
    _row
from receipt_lines
