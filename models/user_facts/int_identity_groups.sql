-- One row per core, phone or device that a phone or device joins to others: the group
-- that they would make up together.

with

components as (
    {{ connected_components(
        'select core_id as node_a, node_id as node_b from '
        ~ ref('int_identity_claims') ~ ' where claimant_count <= 1'
    ) }}
)

select
    node as node_id,
    label as group_id
from components
