-- One row per product in a basket and file that carried it.
{{ config(enabled=is_enabled('complete_journey'), meta={'shares_landed_rows': true}) }}

with

transactions as (
    select * from {{ ref('base_complete_journey__transactions') }}
    where quarantine_reason is null
)

select
    'complete_journey' as source_system,
    line_id as order_item_id,
    basket_id as order_id,
    product_id,
    'product' as item_kind,
    quantity,
    cast(null as decimal(18, 3)) as unit_price,
    cast(paid_amount + discount_amount as decimal(18, 2)) as list_amount,
    discount_amount,
    paid_amount,
    is_replaced,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from transactions
