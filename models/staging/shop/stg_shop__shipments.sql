-- One row per landed row of a delivery.
{{ config(enabled=is_enabled('shop')) }}

with

shipments as (
    select * from {{ ref('base_shop__shipments') }}
    where quarantine_reason is null
)

select
    'shop' as source_system,
    shipment_id,
    order_id,
    shipped_at,
    delivered_at,
    updated_at,
    _loaded_at,
    _file,
    _row
from shipments
