-- The rounds have come to their end: both identifiers of a pair belong to one person,
-- unless the pair is of a phone or device that joins nobody.

with

edges as (
    select * from {{ ref('int_identity_edges') }}
),

anchors as (
    select * from {{ ref('int_identity_anchors') }}
)

select
    edges.record_node_id,
    edges.identifier_node_id
from edges
left join anchors on edges.record_node_id = anchors.node_id
left join anchors as identifier_anchors
    on edges.identifier_node_id = identifier_anchors.node_id
where
    anchors.anchor_node_id is distinct from identifier_anchors.anchor_node_id
    and not (
        edges.is_reassignable
        and anchors.anchor_node_id is not null
        and identifier_anchors.anchor_node_id is null
    )
