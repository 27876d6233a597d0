-- One row per loaded file of an enabled source of which rows were erased.
{{ config(materialized='view') }}

with

erasures as (
    select * from {{ ref('stg_ingest__erasures') }}
)

select
    source_system,
    source_table,
    content_sha256,
    rows_erased,
    last_erased_at
from erasures
where source_system in ({{ enabled_sources() }})
