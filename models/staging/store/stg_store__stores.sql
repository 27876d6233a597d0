-- One row per landed row of a store.
{{ config(enabled=is_enabled('store')) }}

with

stores as (
    select * from {{ ref('base_store__stores') }}
    where quarantine_reason is null
)

select
    'store' as source_system,
    store_id,
    store_name,
    city,
    opened_date,
    closed_date,
    updated_at,
    _loaded_at,
    _file,
    _row
from stores
