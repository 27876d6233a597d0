-- A root was brought by nobody: else the chain above is longer than fct_referral_tree
-- looks up. A circle is one: whoever closed it invites the root of the own tree.
with

tree as (
    select * from {{ ref('fct_referral_tree') }}
),

invitations as (
    select * from {{ ref('fct_referrals') }}
)

select
    tree.user_id,
    tree.root_user_id,
    'the root was brought by somebody' as finding
from tree
inner join tree as roots on tree.root_user_id = roots.user_id
where roots.referral_depth > 0
union all
select
    invitations.invitee_user_id as user_id,
    tree.root_user_id,
    'this is no circle' as finding
from invitations
left join tree on invitations.inviter_user_id = tree.user_id
where
    invitations.invalid_reason = 'circle'
    and invitations.invitee_user_id is distinct from tree.root_user_id
