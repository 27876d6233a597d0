-- One row per identifier that belongs to a person: member records of each source
-- system, WeCom ids, cards, phones, devices. A phone is its last holder's. Identifiers
-- that join nobody are absent.

with

nodes as (
    select * from {{ ref('int_identity_nodes') }}
),

anchors as (
    select * from {{ ref('int_identity_anchors') }}
)

select
    nodes.identifier_type,
    nodes.identifier,
    {{ user_id('anchor_nodes.identifier_type', 'anchor_nodes.identifier') }} as user_id
from anchors
inner join nodes on anchors.node_id = nodes.node_id and nodes.is_current
inner join nodes as anchor_nodes on anchors.anchor_node_id = anchor_nodes.node_id
