-- One row per landed row that could not be read; it is not in bronze.

with

quarantine as (
    select * from {{ source('ingest', '_quarantine') }}
    where _loaded_at <= {{ known_at() }}
)

select
    source_system,
    source_table,
    reason,
    true as is_row_set_aside,
    _loaded_at,
    _file,
    _row
from quarantine
