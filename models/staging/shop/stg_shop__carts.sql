-- One row per landed row of a cart event.
{{ config(enabled=is_enabled('shop')) }}

with

carts as (
    select * from {{ ref('base_shop__carts') }}
    where quarantine_reason is null
)

select
    'shop' as source_system,
    cart_event_id,
    member_id,
    product_id,
    cart_action,
    quantity,
    happened_at,
    _loaded_at,
    _file,
    _row
from carts
