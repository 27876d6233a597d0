-- One row per loaded file of an enabled source.
{{ config(materialized='view') }}

with

loads as (
    select * from {{ ref('stg_ingest__loads') }}
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
where source_system in ({{ enabled_sources() }})
