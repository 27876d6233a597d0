-- One row per person in a referral tree: who was invited with success, or invited
-- others so.
-- The size of a tree is its number of rows by root.
{%- set rounds = 6 %}

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

links_0 as (
    select
        invitee_user_id as user_id,
        inviter_user_id as above_user_id,
        1 as referral_depth
    from invitations
),

-- Each round doubles the way up, until there is nobody above: 64 generations. A test
-- holds that it is enough.
{% for round in range(rounds) -%}
links_{{ round + 1 }} as (
    select
        lower_half.user_id,
        coalesce(upper_half.above_user_id, lower_half.above_user_id) as above_user_id,
        lower_half.referral_depth + coalesce(upper_half.referral_depth, 0)
            as referral_depth
    from links_{{ round }} as lower_half
    left join links_{{ round }} as upper_half
        on lower_half.above_user_id = upper_half.user_id
),

{% endfor -%}
placed as (
    select
        people.user_id,
        coalesce(links.above_user_id, people.user_id) as root_user_id,
        parents.above_user_id as inviter_user_id,
        cast(coalesce(links.referral_depth, 0) as int) as referral_depth
    from people
    left join links_{{ rounds }} as links on people.user_id = links.user_id
    left join links_0 as parents on people.user_id = parents.user_id
)

select
    user_id,
    root_user_id,
    inviter_user_id,
    referral_depth
from placed
