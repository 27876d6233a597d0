-- One row per order and file that carried it.
{{ config(enabled=is_enabled('cdnow'), meta={'shares_landed_rows': true}) }}

with

transactions as (
    select * from {{ ref('base_cdnow__transactions') }}
    where quarantine_reason is null
)

select
    'cdnow' as source_system,
    order_id,
    customer_id as member_id,
    ordered_at,
    ordered_at as paid_at,
    'sale' as order_kind,
    'online' as channel,
    cast(null as string) as store_id,
    'USD' as currency,
    cast(null as decimal(18, 2)) as shipping_amount,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from transactions
