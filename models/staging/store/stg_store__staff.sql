-- One row per landed row of a member of staff.
{{ config(enabled=is_enabled('store')) }}

with

staff as (
    select * from {{ ref('base_store__staff') }}
    where quarantine_reason is null
)

select
    'store' as source_system,
    staff_id,
    store_id,
    hired_date,
    left_date,
    updated_at,
    _loaded_at,
    _file,
    _row
from staff
