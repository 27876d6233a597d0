-- One row per bronze row with a value that could not be read.
{{ config(enabled=is_enabled('store')) }}

with

quarantined as (
    {{ quarantined_rows('store', [
        'receipts',
        'receipt_lines',
        'returns',
        'cards',
        'stores',
        'staff',
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
