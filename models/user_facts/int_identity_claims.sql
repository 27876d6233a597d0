-- One row per phone or device and core of a person that it was seen with, and how many
-- unionids the cores around that phone or device have between them.
-- More than one: several people use it, nobody can say whom it joins.

with

nodes as (
    select * from {{ ref('int_identity_nodes') }}
),

edges as (
    select * from {{ ref('int_identity_edges') }}
    where is_reassignable
),

cores as (
    select
        nodes.node_id,
        coalesce(cores.core_id, nodes.node_id) as core_id,
        nodes.identifier_type
    from nodes
    left join {{ ref('int_identity_cores') }} as cores on nodes.node_id = cores.node_id
    where not nodes.is_reassignable
),

claims as (
    select
        edges.identifier_node_id as node_id,
        cores.core_id,
        min(edges.first_loaded_at) as first_loaded_at
    from edges
    inner join cores on edges.record_node_id = cores.node_id
    group by edges.identifier_node_id, cores.core_id
),

unionids as (
    select
        core_id,
        count(*) as unionid_count
    from cores
    where identifier_type = 'unionid'
    group by core_id
)

select
    claims.node_id,
    claims.core_id,
    claims.first_loaded_at,
    -- A core with two unionids of its own counts as one person.
    cast(
        sum(case when unionids.unionid_count > 0 then 1 else 0 end)
            over (partition by claims.node_id)
        as int
    ) as claimant_count
from claims
left join unionids on claims.core_id = unionids.core_id
