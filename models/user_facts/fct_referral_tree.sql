-- One row per person in a referral tree: who was invited with success, or invited
-- others so.
-- The size of a tree is its number of rows by root.

with

invitations as (
    select * from {{ ref('fct_referrals') }}
    where is_valid
),

people as (
    select invitee_user_id as user_id from invitations
    union
    select inviter_user_id as user_id from invitations
),

ways_0 as (
    select * from {{ ref('int_referral_ways') }}
),

-- Three times twice eight generations: 64. A test holds that it is enough.
{{ doubled_ways(3) }},

placed as (
    select
        people.user_id,
        coalesce(ways.above_user_id, people.user_id) as root_user_id,
        invitations.inviter_user_id,
        cast(coalesce(ways.referral_depth, 0) as int) as referral_depth
    from people
    left join ways_3 as ways on people.user_id = ways.user_id
    left join invitations on people.user_id = invitations.invitee_user_id
)

select
    user_id,
    root_user_id,
    inviter_user_id,
    referral_depth
from placed
