-- One row per workspace, once something was loaded: the text that goes into every
-- user_id, so that nobody can try out member numbers against published ids.

with

person_key as (
    select * from {{ source('ingest', '_person_key') }}
)

select distinct person_key
from person_key
