-- One row per person and snapshot in whose twelve calendar months the person forwarded
-- touches, or people whom the person had brought made their first purchase: how many.
-- Windows overlap: nothing adds up over snapshots.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

forwarded as (
    select
        user_id,
        {{ month_start(business_date('forwarded_at')) }} as influence_month,
        1 as forwards,
        0 as referred_buyers
    from {{ ref('fct_touches') }}
    where is_forwarded and user_id is not null
),

referrals as (
    select * from {{ ref('fct_referrals') }}
    where is_valid
),

referred as (
    select
        referrals.inviter_user_id as user_id,
        {{ month_start('users.first_purchase_date') }} as influence_month,
        0 as forwards,
        1 as referred_buyers
    from referrals
    inner join users on referrals.invitee_user_id = users.user_id
    where users.first_purchase_date is not null
),

influences as (
    select * from forwarded
    union all
    select * from referred
)

select
    users.user_number,
    snapshots.snapshot_date,
    cast(sum(influences.forwards) as int) as forwards,
    cast(sum(influences.referred_buyers) as int) as referred_buyers
from influences
inner join users on influences.user_id = users.user_id
inner join snapshots
    on
        influences.influence_month <= snapshots.snapshot_month
        and influences.influence_month
        > cast(snapshots.snapshot_month - interval '12' month as date)
group by users.user_number, snapshots.snapshot_date
