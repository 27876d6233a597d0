-- One row per grain, period of joining and dimension value: new people whom somebody
-- invited after a touch of a campaign, put down to the last such touch.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}
{%- set dimensions = {'campaign_type': 'campaign_type'} %}

with

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

touches as (
    select
        touches.touch_id,
        touches.user_id,
        touches.sent_date,
        touches.delivered_at,
        campaigns.campaign_type,
        windows.window_days
    from {{ ref('fct_touches') }} as touches
    inner join campaigns on touches.campaign_id = campaigns.campaign_id
    -- A type without a window of its own has none in which to invite.
    inner join {{ ref('campaign_windows') }} as windows
        on campaigns.campaign_type = windows.campaign_type
    where touches.is_delivered
),

joins as (
    select
        referrals.invitation_id,
        referrals.inviter_user_id,
        referrals.invited_at,
        referrals.invited_date,
        people.joined_date
    from {{ ref('fct_referrals') }} as referrals
    inner join {{ ref('dim_users') }} as people
        on referrals.invitee_user_id = people.user_id
    where referrals.is_valid and people.joined_date is not null
),

touches_before as (
    select
        joins.joined_date,
        touches.campaign_type,
        row_number() over (
            partition by joins.invitation_id
            order by
                touches.delivered_at desc nulls last, touches.touch_id desc nulls last
        ) as touch_number
    from joins
    inner join touches
        on
            joins.inviter_user_id = touches.user_id
            and joins.invited_at > touches.delivered_at
            and joins.invited_date <= touches.sent_date + touches.window_days
)

select
    calendar.grain,
    calendar.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(count(*) as bigint) as new_users
from touches_before
inner join calendar on touches_before.joined_date = calendar.business_date
where touches_before.touch_number = 1
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
