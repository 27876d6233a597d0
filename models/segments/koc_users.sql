-- One row per key opinion consumer as of as_of_date: what made the score, and the
-- influence.
-- A person is brought by one inviter: influence revenue adds up over inviters.

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

rules_applied as (
    select * from {{ ref('int_rules_applied') }}
    where is_current and is_koc
),

bounds as (
    select * from {{ ref('int_koc_bounds') }}
),

referrals as (
    select * from {{ ref('fct_referrals') }}
    where is_valid
),

current_measures as (
    select
        users.user_id,
        measures.net_revenue
    from {{ ref('int_snapshot_measures') }} as measures
    inner join users on measures.user_number = users.user_number
    where measures.is_current
),

influence as (
    select
        referrals.inviter_user_id as user_id,
        count(*) as referred_people,
        sum(current_measures.net_revenue) as influence_revenue
    from referrals
    inner join current_measures on referrals.invitee_user_id = current_measures.user_id
    group by referrals.inviter_user_id
)

select
    users.user_id,
    rules_applied.forwards,
    rules_applied.referred_buyers,
    rules_applied.koc_score,
    bounds.least_koc_score,
    cast(coalesce(influence.referred_people, 0) as bigint) as referred_people,
    cast(coalesce(influence.influence_revenue, 0) as decimal(18, 2))
        as influence_revenue,
    {{ as_of_date() }} as as_of_date
from rules_applied
inner join users on rules_applied.user_number = users.user_number
inner join bounds on rules_applied.snapshot_date = bounds.snapshot_date
left join influence on users.user_id = influence.user_id
