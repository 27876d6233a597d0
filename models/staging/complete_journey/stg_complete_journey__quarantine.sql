-- One row per bronze row with a value that could not be read.
{{ config(enabled=is_enabled('complete_journey')) }}

with

quarantined as (
    {{ quarantined_rows('complete_journey', [
        'transactions',
        'demographics',
        'products',
        'campaigns',
        'coupon_redemptions',
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
