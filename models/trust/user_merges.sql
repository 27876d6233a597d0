-- One row per person that became part of an older one: which id became which, since
-- when that is known, and by what kind of pair.
-- Follow user_id through the table for the id of today: the older one may have become
-- part of a still older one since.

with

ledger as (
    select * from {{ ref('int_user_merges') }}
)

select
    old_user_id,
    user_id,
    known_at,
    record_type,
    identifier_type,
    {{ as_of_date() }} as as_of_date
from ledger
