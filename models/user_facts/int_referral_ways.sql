-- One row per person invited with success: who is eight generations above, or at the
-- top of the tree if that is nearer, and how many generations that is.
-- A table of its own halfway: an engine that reads a common table expression anew each
-- time reads sixty-four in fct_referral_tree otherwise.

with

ways_0 as (
    select
        invitee_user_id as user_id,
        inviter_user_id as above_user_id,
        1 as referral_depth
    from {{ ref('fct_referrals') }}
    where is_valid
),

{{ doubled_ways(3) }}

select
    user_id,
    above_user_id,
    cast(referral_depth as int) as referral_depth
from ways_3
