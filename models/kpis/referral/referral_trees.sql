-- One row per referral tree and generation of it, and per generation of all trees
-- together, as known at as_of_date.
-- user_count and buyer_count add up over generations; columns that begin with tree_ are
-- of the whole tree and stand in each of its rows; K factors do not add up.
{{ config(enabled=is_measured('referral')) }}

with

tree as (
    select * from {{ ref('fct_referral_tree') }}
),

users as (
    select * from {{ ref('dim_users') }}
),

senders as (
    select distinct inviter_user_id as user_id
    from {{ ref('fct_referrals') }}
    where
        inviter_user_id is not null
        and invalid_reason is distinct from 'self_invite'
),

people as (
    select
        tree.root_user_id,
        tree.referral_depth,
        1 as is_in_tree,
        case when tree.referral_depth = 0 then 1 else 0 end as is_root,
        case when users.first_purchase_date is not null then 1 else 0 end as is_buyer,
        case when senders.user_id is not null then 1 else 0 end as is_inviter
    from tree
    left join users on tree.user_id = users.user_id
    left join senders on tree.user_id = senders.user_id
    union all
    -- Who invited without success has no tree, yet is in the base of all inviters.
    select
        null as root_user_id,
        0 as referral_depth,
        0 as is_in_tree,
        0 as is_root,
        0 as is_buyer,
        1 as is_inviter
    from senders
    left join tree on senders.user_id = tree.user_id
    where tree.user_id is null
),

generations_counted as (
    select
        case when grouping(root_user_id) = 0 then 'tree' else 'all' end as scope,
        case when grouping(root_user_id) = 0 then root_user_id else 'all' end
            as root_user_id,
        referral_depth,
        sum(is_in_tree) as user_count,
        sum(is_buyer) as buyer_count,
        sum(is_root) as root_count,
        sum(is_inviter) as inviters
    from people
    group by grouping sets ((referral_depth), (root_user_id, referral_depth))
),

neighbours_found as (
    select
        *,
        lag(inviters) over (
            partition by scope, root_user_id
            order by referral_depth nulls last
        ) as inviter_count,
        max(referral_depth) over (partition by scope, root_user_id) as tree_depth,
        sum(user_count) over (partition by scope, root_user_id) as tree_size,
        sum(root_count) over (partition by scope, root_user_id) as tree_count,
        sum(inviters) over (partition by scope, root_user_id) as tree_inviter_count,
        sum(case when referral_depth > 0 then buyer_count else 0 end)
            over (partition by scope, root_user_id)
            as tree_new_buyer_count
    from generations_counted
    where root_user_id is not null
)

select
    scope,
    root_user_id,
    cast(referral_depth as int) as referral_depth,
    cast(user_count as bigint) as user_count,
    cast(buyer_count as bigint) as buyer_count,
    cast(inviter_count as bigint) as inviter_count,
    case
        when referral_depth > 0 then {{ ratio('buyer_count', 'inviter_count') }}
    end as k_factor,
    cast(tree_count as bigint) as tree_count,
    cast(tree_depth as int) as tree_depth,
    cast(tree_size as bigint) as tree_size,
    cast(tree_inviter_count as bigint) as tree_inviter_count,
    cast(tree_new_buyer_count as bigint) as tree_new_buyer_count,
    {{ ratio('tree_new_buyer_count', 'tree_inviter_count') }} as tree_k_factor,
    {{ as_of_date() }} as as_of_date
from neighbours_found
