-- An id that became part of an older person's is no longer anybody's.

select ledger.old_user_id
from {{ ref('int_user_merges') }} as ledger
inner join {{ ref('int_identifiers_resolved') }} as identifiers
    on ledger.old_user_id = identifiers.user_id
