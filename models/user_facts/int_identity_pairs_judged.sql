-- One row per record, identifier and holder of it, and why that joins nobody (refusal
-- null: it joins).

with

pairs as (
    select * from {{ ref('int_identity_pairs') }}
),

hubs as (
    select * from {{ ref('int_identifier_hubs') }}
),

sighted as (
    select * from {{ ref('int_identifiers_sighted') }}
)

select
    pairs.record_type,
    pairs.record,
    pairs.identifier_type,
    pairs.identifier,
    pairs.is_reassignable,
    pairs.holder_number,
    pairs.first_seen_at,
    pairs.first_loaded_at,
    case
        when hubs.identifier is not null or record_hubs.identifier is not null
            then 'hub'
        -- Nobody vouches for a temporary id that has run out.
        when
            pairs.valid_days is not null
            and pairs.first_seen_at
            > sighted.first_seen_at + pairs.valid_days * interval '1' day
            then 'expired'
    end as refusal
from pairs
left join sighted
    on
        pairs.identifier_type = sighted.identifier_type
        and pairs.identifier = sighted.identifier
left join hubs
    on
        pairs.identifier_type = hubs.identifier_type
        and pairs.identifier = hubs.identifier
left join hubs as record_hubs
    on
        pairs.record_type = record_hubs.identifier_type
        and pairs.record = record_hubs.identifier
