-- One row per landed row of a refund.
{{ config(enabled=is_enabled('store')) }}

with

returns as (
    select * from {{ ref('base_store__returns') }}
    where quarantine_reason is null
)

select
    'store' as source_system,
    refund_id,
    order_id,
    order_id || '-' || line_no as order_item_id,
    cast(null as string) as member_id,
    cast(null as string) as product_id,
    cast(null as decimal(18, 3)) as quantity,
    cast(null as decimal(18, 3)) as unit_price,
    refund_amount,
    requested_at,
    completed_at,
    'return' as refund_kind,
    reason,
    false as is_replaced,
    updated_at,
    _loaded_at,
    _file,
    _row
from returns
