-- One row per identifier that joined nobody when people were erased whose rows showed
-- that, whenever that was: with fewer links left it would join the others.

with

hubs as (
    select * from {{ source('ingest', '_hubs') }}
)

select
    identifier_type,
    identifier,
    link_count
from hubs
