with

invitations as (
    select * from {{ ref('fct_referrals') }}
    where is_valid
),

tree as (
    select * from {{ ref('fct_referral_tree') }}
    where inviter_user_id is not null
)

select
    invitations.invitee_user_id,
    tree.user_id,
    invitations.inviter_user_id as inviter_of_invitation,
    tree.inviter_user_id as inviter_of_tree
from invitations
full outer join tree on invitations.invitee_user_id = tree.user_id
where invitations.inviter_user_id is distinct from tree.inviter_user_id
