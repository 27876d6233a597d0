-- One row per loaded file.

with

loads as (
    select * from {{ source('ingest', '_loads') }}
    where _loaded_at <= {{ known_at() }}
)

select
    source_system,
    source_table,
    file,
    content_sha256,
    rows_in,
    rows_loaded,
    rows_quarantined,
    undeclared_columns,
    missing_columns,
    _loaded_at
from loads
