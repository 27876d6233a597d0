-- One row per grain, period and dimension value: people who brought somebody in it, and
-- people with a live relationship at its end, by their standing at its start.
{{ config(schema='user_facts', enabled=is_measured('referral')) }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

referrals as (
    select * from {{ ref('fct_referrals') }}
    where is_valid
),

users as (
    select * from {{ ref('dim_users') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

live_users as (
    select * from {{ ref('int_live_users_counted') }}
    -- Where nobody ever invited, nobody knows of inviters.
    where exists (select 1 from {{ ref('fct_referrals') }})
),

inviters as (
    select distinct
        calendar.grain,
        calendar.period_start,
        referrals.inviter_user_id as user_id
    from referrals
    left join users on referrals.invitee_user_id = users.user_id
    inner join calendar
        on coalesce(users.joined_date, referrals.accepted_date) = calendar.business_date
),

standings_joined as (
    select
        inviters.grain,
        inviters.period_start,
        standings.value_tier,
        standings.lifecycle_stage,
        1 as inviters,
        0 as live_users
    from inviters
    left join standings
        on
            inviters.user_id = standings.user_id
            and inviters.period_start > standings.started_date
            and coalesce(standings.ended_date, cast('9999-12-31' as date))
            >= inviters.period_start
    union all
    select
        grain,
        period_start,
        value_tier,
        lifecycle_stage,
        0 as inviters,
        live_users
    from live_users
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(inviters) as bigint) as inviters,
    cast(sum(live_users) as bigint) as live_users
from standings_joined
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
