-- One row per identifier that no other person can take over, with the core of the
-- person it belongs to: what is joined by everything but phones and devices.

with

nodes as (
    select * from {{ ref('int_identity_nodes') }}
    where not is_reassignable
),

components as (
    {{ connected_components(
        'select record_node_id as node_a, identifier_node_id as node_b from '
        ~ ref('int_identity_edges') ~ ' where not is_reassignable'
    ) }}
)

select
    nodes.node_id,
    nodes.identifier_type,
    -- Who stands in no pair is a core of one.
    coalesce(components.label, nodes.node_id) as core_id
from nodes
left join components on nodes.node_id = components.node
