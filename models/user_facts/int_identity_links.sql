-- One row per pair that joins two identifiers of a person, with its place among the
-- loads by which the person came together.

with

edges as (
    select * from {{ ref('int_identity_edges') }}
),

anchors as (
    select * from {{ ref('int_identity_anchors') }}
)

select
    edges.record_node_id,
    edges.identifier_node_id,
    anchors.anchor_node_id,
    edges.first_loaded_at,
    cast(
        dense_rank() over (
            partition by anchors.anchor_node_id
            order by edges.first_loaded_at nulls last
        ) as bigint
    ) as load_number
from edges
inner join anchors on edges.record_node_id = anchors.node_id
-- A phone or device that joins nobody has no anchor.
inner join anchors as identifier_anchors
    on edges.identifier_node_id = identifier_anchors.node_id
