-- One row per identifier in a pair that no other person can take over: the core of a
-- person it belongs to, by everything but phones and devices.

with

components as (
    {{ connected_components(
        'select record_node_id as node_a, identifier_node_id as node_b from '
        ~ ref('int_identity_edges') ~ ' where not is_reassignable'
    ) }}
)

select
    node as node_id,
    label as core_id
from components
