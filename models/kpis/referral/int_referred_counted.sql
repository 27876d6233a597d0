-- One row per grain and period: referred people, those who sent invitations, and buyers
-- by whether anybody referred them.
{{ config(schema='user_facts', enabled=is_measured('referral')) }}

with

referrals as (
    select * from {{ ref('fct_referrals') }}
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
    -- Where nobody ever invited, nobody knows who was referred.
    where grain <> 'day' and exists (select 1 from referrals)
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

tree as (
    select * from {{ ref('fct_referral_tree') }}
),

users as (
    select * from {{ ref('dim_users') }}
),

user_periods as (
    select * from {{ ref('int_user_periods') }}
    where purchase_days > 0
),

referred as (
    select
        referrals.invitee_user_id as user_id,
        coalesce(users.joined_date, referrals.accepted_date) as joined_date,
        users.first_purchase_date,
        tree.referral_depth
    from referrals
    left join users on referrals.invitee_user_id = users.user_id
    left join tree on referrals.invitee_user_id = tree.user_id
    where referrals.is_valid
),

joins_counted as (
    select
        calendar.grain,
        calendar.period_start,
        count(*) as referred_users,
        sum(
            case
                when referred.first_purchase_date <= calendar.period_end then 1 else 0
            end
        ) as converted_users
    from referred
    inner join calendar on referred.joined_date = calendar.business_date
    group by calendar.grain, calendar.period_start
),

senders_counted as (
    select
        calendar.grain,
        calendar.period_start,
        count(distinct referrals.inviter_user_id) as senders
    from referrals
    inner join calendar on referrals.invited_date = calendar.business_date
    where referrals.invalid_reason is distinct from 'self_invite'
    group by calendar.grain, calendar.period_start
),

depths_aggregated as (
    select
        joined_date,
        max(referral_depth) as referral_depth
    from referred
    group by joined_date
),

depths_reached as (
    select
        periods.grain,
        periods.period_start,
        max(depths_aggregated.referral_depth) as referral_depth
    from periods
    inner join depths_aggregated
        on periods.period_end >= depths_aggregated.joined_date
    group by periods.grain, periods.period_start
),

buyers_counted as (
    select
        user_periods.grain,
        user_periods.period_start,
        count(*) as buyers,
        sum(case when user_periods.purchase_days >= 2 then 1 else 0 end)
            as repurchasers,
        count(referred.user_id) as referred_buyers,
        count(case when user_periods.purchase_days >= 2 then referred.user_id end)
            as referred_repurchasers
    from user_periods
    left join referred on user_periods.user_id = referred.user_id
    group by user_periods.grain, user_periods.period_start
)

select
    periods.grain,
    periods.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(coalesce(joins_counted.referred_users, 0) as bigint) as referred_users,
    cast(coalesce(joins_counted.converted_users, 0) as bigint) as converted_users,
    cast(coalesce(senders_counted.senders, 0) as bigint) as senders,
    cast(coalesce(depths_reached.referral_depth, 0) as int) as referral_depth,
    cast(coalesce(buyers_counted.buyers, 0) as bigint) as buyers,
    cast(coalesce(buyers_counted.repurchasers, 0) as bigint) as repurchasers,
    cast(coalesce(buyers_counted.referred_buyers, 0) as bigint) as referred_buyers,
    cast(coalesce(buyers_counted.referred_repurchasers, 0) as bigint)
        as referred_repurchasers
from periods
left join joins_counted
    on
        periods.grain = joins_counted.grain
        and periods.period_start = joins_counted.period_start
left join senders_counted
    on
        periods.grain = senders_counted.grain
        and periods.period_start = senders_counted.period_start
left join depths_reached
    on
        periods.grain = depths_reached.grain
        and periods.period_start = depths_reached.period_start
left join buyers_counted
    on
        periods.grain = buyers_counted.grain
        and periods.period_start = buyers_counted.period_start
