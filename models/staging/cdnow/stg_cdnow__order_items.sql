-- One row per order (the file has no products) and file that carried it.
{{ config(enabled=is_enabled('cdnow'), meta={'shares_landed_rows': true}) }}

with

transactions as (
    select * from {{ ref('base_cdnow__transactions') }}
    where quarantine_reason is null
)

select
    'cdnow' as source_system,
    order_id || '-1' as order_item_id,
    order_id,
    cast(null as string) as product_id,
    'product' as item_kind,
    quantity,
    cast(null as decimal(18, 3)) as unit_price,
    paid_amount as list_amount,
    cast(0 as decimal(18, 2)) as discount_amount,
    paid_amount,
    is_replaced,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from transactions
