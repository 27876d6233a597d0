-- One row per pair of a record and an identifier that were seen together.
-- A record is a member of one system or a WeCom contact.

with

identities as (
    select
        *,
        case
            when identifier_type = 'member_id' then source_system || '.member_id'
            else identifier_type
        end as record_type
    from {{ ref('int_identities_united') }}
),

identity_rules as (
    select * from {{ ref('identity_rules') }}
),

typed as (
    select
        identities.record_type,
        identities.identifier as record,
        identity_rules.node_type as identifier_type,
        identities.linked_identifier as identifier,
        identity_rules.is_reassignable,
        identity_rules.valid_days,
        identities.seen_at,
        identities._loaded_at,
        row_number() over (
            partition by
                identities.record_type,
                identities.identifier,
                identity_rules.identifier_type
            order by
                coalesce(identities.updated_at, identities.seen_at) desc nulls last,
                identities._loaded_at desc nulls last,
                identities._file desc nulls last,
                identities._row desc nulls last,
                identities.linked_identifier desc nulls last
        ) as version_number
    from identities
    inner join identity_rules
        on identities.linked_identifier_type = identity_rules.identifier_type
)

select
    record_type,
    record,
    identifier_type,
    identifier,
    bool_or(is_reassignable) as is_reassignable,
    max(valid_days) as valid_days,
    cast(min(version_number) as int) as version_number,
    min(seen_at) as first_seen_at,
    min(_loaded_at) as first_loaded_at
from typed
group by record_type, record, identifier_type, identifier
