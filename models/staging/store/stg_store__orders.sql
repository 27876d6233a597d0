-- One row per landed row of an order.
{{ config(enabled=is_enabled('store')) }}

with

receipts as (
    select * from {{ ref('base_store__receipts') }}
    where quarantine_reason is null
)

select
    'store' as source_system,
    order_id,
    member_id,
    ordered_at,
    ordered_at as paid_at,
    order_kind,
    'store' as channel,
    store_id,
    'CNY' as currency,
    cast(null as decimal(18, 2)) as shipping_amount,
    updated_at,
    _loaded_at,
    _file,
    _row
from receipts
