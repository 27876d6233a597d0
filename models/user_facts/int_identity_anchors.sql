-- One row per identifier that belongs to a person, with the oldest identifier of the
-- person, and the rule by which it belongs there.

with

nodes as (
    select * from {{ ref('int_identity_nodes') }}
),

cores as (
    select * from {{ ref('int_identity_cores') }}
),

groups as (
    select * from {{ ref('int_identity_groups') }}
),

claimants as (
    select
        groups.group_id,
        count(distinct cores.core_id) as claimant_count
    from groups
    inner join cores on groups.node_id = cores.core_id
    where cores.identifier_type = 'unionid'
    group by groups.group_id
),

judged as (
    select
        groups.node_id,
        groups.group_id,
        -- A chain of phones that ends with two WeChat users is cut at all its phones.
        coalesce(claimants.claimant_count, 0) > 1 as is_split
    from groups
    left join claimants on groups.group_id = claimants.group_id
)

select
    cores.node_id,
    case
        when judged.is_split or judged.group_id is null then cores.core_id
        else judged.group_id
    end as anchor_node_id,
    coalesce(judged.is_split, false) as is_split
from cores
left join judged on cores.core_id = judged.node_id
union all
select
    nodes.node_id,
    judged.group_id as anchor_node_id,
    false as is_split
from nodes
inner join judged on nodes.node_id = judged.node_id
where nodes.is_reassignable and not judged.is_split
