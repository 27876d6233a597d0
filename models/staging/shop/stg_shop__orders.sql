-- One row per landed row of an order.
{{ config(enabled=is_enabled('shop')) }}

with

orders as (
    select * from {{ ref('base_shop__orders') }}
    where quarantine_reason is null
)

select
    'shop' as source_system,
    order_id,
    member_id,
    ordered_at,
    -- Paid is what paid_at says, whatever the status is now: refunds take money back.
    case when order_status <> 'unpaid' then paid_at end as paid_at,
    order_kind,
    'online' as channel,
    cast(null as string) as store_id,
    'CNY' as currency,
    shipping_amount,
    updated_at,
    _loaded_at,
    _file,
    _row
from orders
