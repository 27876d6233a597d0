-- One row per staged row of a pair of identifiers, with the names under which the two
-- are known everywhere. A kind without a rule has no identifier_type: it joins nobody.
{{ config(materialized='view') }}

with

identities as (
    select * from {{ ref('int_identities_united') }}
),

identity_rules as (
    select * from {{ ref('identity_rules') }}
)

select
    case
        when identities.identifier_type = 'member_id'
            then identities.source_system || '.member_id'
        else identities.identifier_type
    end as record_type,
    identities.identifier as record,
    identity_rules.node_type as identifier_type,
    identities.linked_identifier as identifier,
    identity_rules.is_reassignable,
    identity_rules.valid_days,
    identities.seen_at,
    coalesce(identities.updated_at, identities.seen_at) as held_at,
    identities._loaded_at,
    identities._file,
    identities._row
from identities
left join identity_rules
    on identities.linked_identifier_type = identity_rules.identifier_type
