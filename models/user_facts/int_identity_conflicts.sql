-- One row per identifier about which two WeChat users are in conflict, and what was
-- decided: it joins nobody, or it is kept together and told here.

with

nodes as (
    select * from {{ ref('int_identity_nodes') }}
),

claims as (
    select distinct node_id from {{ ref('int_identity_claims') }}
    where claimant_count > 1
),

split as (
    select node_id from {{ ref('int_identity_anchors') }}
    where is_split
),

crowded as (
    select core_id as node_id
    from {{ ref('int_identity_cores') }}
    where identifier_type = 'unionid'
    group by core_id
    having count(*) > 1
),

decided as (
    select node_id, 'phone or device joins nobody' as decision from claims
    union all
    select node_id, 'cut off from its phones and devices' as decision from split
    union all
    select node_id, 'kept as one person' as decision from crowded
)

select
    nodes.identifier_type,
    nodes.identifier,
    decided.decision
from decided
inner join nodes on decided.node_id = nodes.node_id
