-- One row per identifier, numbered so that the smallest number of a component is the
-- one whose person is the oldest: it gives the person the id.
-- The numbers of two builds differ; nothing but identity steps may read them.

with

sighted as (
    select * from {{ ref('int_identifiers_sighted') }}
),

identity_rules as (
    select * from {{ ref('identity_rules') }}
)

select
    row_number() over (
        order by
            -- Somebody else's tomorrow: a phone or device never names a person.
            coalesce(identity_rules.is_reassignable, false) nulls last,
            sighted.first_loaded_at nulls last,
            sighted.identifier_type nulls last,
            sighted.identifier nulls last
    ) as node_id,
    sighted.identifier_type,
    sighted.identifier,
    coalesce(identity_rules.is_reassignable, false) as is_reassignable,
    sighted.first_seen_at,
    sighted.first_loaded_at
from sighted
left join identity_rules on sighted.identifier_type = identity_rules.identifier_type
