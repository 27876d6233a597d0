-- One row per identifier that stands in any staged row: when it was first loaded, and
-- the earliest instant that its rows tell of.
{%- set sightings = {
    'members': [("source_system || '.member_id'", 'member_id', 'joined_at')],
    'orders': [("source_system || '.member_id'", 'member_id', 'ordered_at')],
    'refunds': [("source_system || '.member_id'", 'member_id', 'requested_at')],
    'carts': [("source_system || '.member_id'", 'member_id', 'happened_at')],
    'referrals': [
        ('inviter_identifier_type', 'inviter_identifier', 'invited_at'),
        ('invitee_identifier_type', 'invitee_identifier', 'accepted_at'),
    ],
    'relations': [('identifier_type', 'identifier', 'started_at')],
    'touches': [('identifier_type', 'identifier', 'sent_at')],
    'campaign_members': [('identifier_type', 'identifier', 'assigned_at')],
    'coupons': [('identifier_type', 'identifier', 'issued_at')],
    'points': [('identifier_type', 'identifier', 'moved_at')],
    'tickets': [('identifier_type', 'identifier', 'opened_at')],
    'surveys': [('identifier_type', 'identifier', 'answered_at')],
    'consents': [('identifier_type', 'identifier', 'changed_at')],
    'erasure_requests': [('identifier_type', 'identifier', 'requested_at')],
} %}

with

identities as (
    select * from {{ ref('int_identities_typed') }}
),

sighted as (
    {%- for source_system in var('sources') %}
    {%- for entity in var('source_systems')[source_system]['entities'] %}
    {%- for type, identifier, instant in sightings.get(entity, []) %}
    select
        {{ type }} as identifier_type,
        {{ identifier }} as identifier,
        min({{ instant }}) as first_seen_at,
        min(_loaded_at) as first_loaded_at
    from {{ ref('stg_' ~ source_system ~ '__' ~ entity) }}
    where {{ identifier }} is not null
    group by 1, 2
    union all
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
    select
        identifier_type,
        identifier,
        min(first_happened_at) as first_seen_at,
        min(first_loaded_at) as first_loaded_at
    from {{ ref('int_identifier_days') }}
    group by identifier_type, identifier
    union all
    select
        record_type as identifier_type,
        record as identifier,
        min(seen_at) as first_seen_at,
        min(_loaded_at) as first_loaded_at
    from identities
    group by record_type, record
    union all
    select
        identifier_type,
        identifier,
        min(seen_at) as first_seen_at,
        min(_loaded_at) as first_loaded_at
    from identities
    where identifier_type is not null
    group by identifier_type, identifier
)

select
    identifier_type,
    identifier,
    min(first_seen_at) as first_seen_at,
    min(first_loaded_at) as first_loaded_at
from sighted
group by identifier_type, identifier
