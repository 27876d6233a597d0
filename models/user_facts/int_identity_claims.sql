-- One row per phone or device and core of a person that it was seen with, and how many
-- unionids the cores around that phone or device have between them.
-- More than one: several people use it, nobody can say whom it joins.

with

edges as (
    select * from {{ ref('int_identity_edges') }}
    where is_reassignable
),

cores as (
    select * from {{ ref('int_identity_cores') }}
),

claims as (
    select distinct
        edges.identifier_node_id as node_id,
        cores.core_id
    from edges
    inner join cores on edges.record_node_id = cores.node_id
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
    -- A core with two unionids of its own counts as one person.
    cast(
        sum(case when unionids.unionid_count > 0 then 1 else 0 end)
            over (partition by claims.node_id)
        as int
    ) as claimant_count
from claims
left join unionids on claims.core_id = unionids.core_id
