-- One row per bronze row with a value that could not be read.
{{ config(enabled=is_enabled('shop')) }}

with

quarantined as (
    {{ quarantined_rows('shop', [
        'accounts',
        'orders',
        'order_items',
        'refunds',
        'shipments',
        'products',
        'carts',
    ]) }}
)

select
    source_system,
    source_table,
    reason,
    is_row_set_aside,
    _loaded_at,
    _file,
    _row
from quarantined
