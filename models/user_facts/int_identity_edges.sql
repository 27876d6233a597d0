-- One row per pair that may join people, by the numbers of its nodes.

with

pairs as (
    select * from {{ ref('int_identity_pairs_judged') }}
    where refusal is null
),

nodes as (
    select * from {{ ref('int_identity_nodes') }}
)

select
    records.node_id as record_node_id,
    identifiers.node_id as identifier_node_id,
    pairs.is_reassignable,
    pairs.first_loaded_at
from pairs
inner join nodes as records
    on
        pairs.record_type = records.identifier_type
        and pairs.record = records.identifier
inner join nodes as identifiers
    on
        pairs.identifier_type = identifiers.identifier_type
        and pairs.identifier = identifiers.identifier
        and pairs.holder_number = identifiers.holder_number
