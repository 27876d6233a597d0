-- One row per person that became part of an older one: the two ids, since when that is
-- known, and the pair of identifiers that shows it.
-- Pairs that join nobody now are left out: this replays the loads with those in force.

with

given_up as (
    {{ replayed_merges(ref('int_identity_links')) }}
),

nodes as (
    select * from {{ ref('int_identity_nodes') }}
),

links as (
    select * from {{ ref('int_identity_links') }}
),

numbered as (
    select
        given_up.*,
        links.first_loaded_at as known_at,
        row_number() over (
            partition by given_up.old_node_id
            order by
                given_up.record_node_id nulls last,
                given_up.identifier_node_id nulls last
        ) as pair_number
    from given_up
    inner join links
        on
            given_up.record_node_id = links.record_node_id
            and given_up.identifier_node_id = links.identifier_node_id
)

select
    {{ user_id('old_nodes.identifier_type', 'old_nodes.identifier') }} as old_user_id,
    {{ user_id('new_nodes.identifier_type', 'new_nodes.identifier') }} as user_id,
    numbered.known_at,
    records.identifier_type as record_type,
    records.identifier as record,
    identifiers.identifier_type,
    identifiers.identifier
from numbered
inner join nodes as old_nodes on numbered.old_node_id = old_nodes.node_id
inner join nodes as new_nodes on numbered.new_node_id = new_nodes.node_id
inner join nodes as records on numbered.record_node_id = records.node_id
inner join nodes as identifiers on numbered.identifier_node_id = identifiers.node_id
where
    numbered.pair_number = 1
    -- What came with the load that joins it was never a person of its own, and neither
    -- was a phone or device.
    and old_nodes.first_loaded_at < numbered.known_at
    and not old_nodes.is_reassignable
