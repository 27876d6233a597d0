-- One row per loaded file of which rows were erased, whenever that was.

with

erasures as (
    select * from {{ source('ingest', '_erasures') }}
)

-- Not bounded by known_at: what was erased is missing from every earlier view, too.
select
    source_system,
    source_table,
    content_sha256,
    cast(sum(rows_erased) as bigint) as rows_erased,
    max(erased_at) as last_erased_at
from erasures
group by source_system, source_table, content_sha256
