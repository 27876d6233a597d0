-- One row per person, axis and stretch between two events of the axis, long enough for
-- its earliest rule in lifecycle_stages to hold on a day.
-- Interactions and logins begin with entering; no end = quiet up to as_of_date.
{{ config(schema='user_facts') }}

with

stages as (
    select * from {{ ref('lifecycle_stages') }}
),

users as (
    select * from {{ ref('int_users_numbered') }}
),

user_days as (
    select * from {{ ref('fct_user_days') }}
    -- A purchase is an interaction.
    where interaction_count > 0 or kept_order_count > 0
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

axes as (
    select
        axis,
        min(days) as fewest_days
    from stages
    where comparison = 'over'
    group by axis
),

-- Days of one block lie too close for any stretch: its first and last are enough.
blocks as (
    select min(fewest_days) + 1 as block_days from axes
),

events as (
    select
        users.user_number,
        user_days.activity_date as event_date,
        case when user_days.login_count > 0 then user_days.activity_date end
            as login_date
    from user_days
    inner join users on user_days.user_id = users.user_id
    union all
    select
        user_number,
        entered_date as event_date,
        entered_date as login_date
    from users
    union all
    -- What is open ends after the last day that the numbers describe.
    select
        user_number,
        cast({{ as_of_date() }} + interval '1' day as date) as event_date,
        cast({{ as_of_date() }} + interval '1' day as date) as login_date
    from users
),

events_numbered as (
    select
        events.*,
        floor(
            cast({{ as_of_date() }} - events.event_date as int) / blocks.block_days
        ) as block_number
    from events
    cross join blocks
),

events_blocked as (
    select
        user_number,
        block_number,
        min(event_date) as first_event_date,
        max(event_date) as last_event_date,
        min(login_date) as first_login_date,
        max(login_date) as last_login_date
    from events_numbered
    group by user_number, block_number
),

events_before_found as (
    select
        user_number,
        first_event_date,
        first_login_date,
        lag(last_event_date)
            over (partition by user_number order by block_number desc nulls last)
            as previous_event_date,
        max(last_login_date) over (
            partition by user_number
            order by block_number desc nulls last
            rows between unbounded preceding and 1 preceding
        ) as previous_login_date
    from events_blocked
),

stretches as (
    select
        events_before_found.user_number,
        axes.axis,
        case axes.axis
            when 'interaction' then events_before_found.previous_event_date
            when 'login' then events_before_found.previous_login_date
        end as quiet_since,
        case axes.axis
            when 'interaction' then events_before_found.first_event_date
            when 'login' then events_before_found.first_login_date
        end as ended_date
    from events_before_found
    cross join axes
    union all
    select
        users.user_number,
        'purchase' as axis,
        purchase_days.purchase_date as quiet_since,
        coalesce(
            purchase_days.next_purchase_date,
            cast({{ as_of_date() }} + interval '1' day as date)
        ) as ended_date
    from purchase_days
    inner join users on purchase_days.user_id = users.user_id
)

select
    stretches.user_number,
    stretches.axis,
    stretches.quiet_since,
    case when stretches.ended_date <= {{ as_of_date() }} then stretches.ended_date end
        as ended_date
from stretches
inner join axes on stretches.axis = axes.axis
inner join users on stretches.user_number = users.user_number
where
    cast(stretches.ended_date - stretches.quiet_since as int) > axes.fewest_days + 1
    and stretches.ended_date > users.entered_date
