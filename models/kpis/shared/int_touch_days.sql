-- One row per person, campaign and business day with a delivered touch: what came of
-- it. Touches outside campaigns count as one campaign, none.
{{ config(schema='user_facts') }}
{%- set days_to_react = 14 %}

with

touches as (
    select * from {{ ref('fct_touches') }}
    where is_delivered and user_id is not null
),

windows as (
    select
        window_hours,
        cast(ceil(window_hours / 24) as int) as window_days
    from {{ ref('attribution_windows') }}
    where window_name = 'order'
),

touch_days as (
    select
        user_id,
        coalesce(campaign_id, 'none') as campaign_id,
        sent_date
    from touches
    group by user_id, coalesce(campaign_id, 'none'), sent_date
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

-- Who slept at the end of the day before; what the day itself changed is no state at
-- the touch.
sleepers as (
    select
        touch_days.user_id,
        touch_days.campaign_id,
        touch_days.sent_date
    from touch_days
    inner join standings
        on
            touch_days.user_id = standings.user_id
            and {{ held_before('standings', 'touch_days.sent_date') }}
    where
        standings.lifecycle_stage = 'dormant' or standings.value_tier = 'potential'
),

-- What follows within so many days lies in the block of the touch or the next.
active_days as (
    select
        user_id,
        activity_date,
        {{ day_block('activity_date', days_to_react) }} as day_block
    from {{ ref('fct_user_days') }}
    where interaction_count > 0 or kept_order_count > 0
),

sleepers_in_blocks as (
    select
        sleepers.*,
        {{ day_block('sleepers.sent_date', days_to_react) }} - neighbours.distance
            as day_block
    from sleepers
    cross join (values (0), (1)) as neighbours (distance)
),

reactions as (
    select distinct
        sleepers_in_blocks.user_id,
        sleepers_in_blocks.campaign_id,
        sleepers_in_blocks.sent_date
    from sleepers_in_blocks
    inner join active_days
        on
            sleepers_in_blocks.user_id = active_days.user_id
            and sleepers_in_blocks.day_block = active_days.day_block
            and sleepers_in_blocks.sent_date < active_days.activity_date
            and active_days.activity_date
            <= sleepers_in_blocks.sent_date + {{ days_to_react }}
),

orders as (
    {{ orders_in_blocks() }}
),

conversions as (
    select distinct
        touches.user_id,
        touches.campaign_id,
        touches.sent_date
    from touches
    cross join windows
    inner join orders
        on
            touches.user_id = orders.user_id
            and {{ day_block('touches.sent_date', 'windows.window_days') }}
            = orders.day_block
            and touches.delivered_at < orders.ordered_at
            and {{ seconds_between('touches.sent_at', 'orders.ordered_at') }}
            <= windows.window_hours * 3600
    where touches.campaign_id is not null
)

select
    touch_days.user_id,
    touch_days.campaign_id,
    touch_days.sent_date,
    sleepers.user_id is not null as is_asleep,
    touch_days.sent_date + {{ days_to_react }} <= {{ as_of_date() }}
        as is_reaction_mature,
    reactions.user_id is not null as has_reacted,
    touch_days.sent_date + windows.window_days <= {{ as_of_date() }} as is_order_mature,
    conversions.user_id is not null as has_bought
from touch_days
cross join windows
{%- for flag in ['sleepers', 'reactions', 'conversions'] %}
left join {{ flag }}
    on
        touch_days.user_id = {{ flag }}.user_id
        and touch_days.campaign_id = {{ flag }}.campaign_id
        and touch_days.sent_date = {{ flag }}.sent_date
{%- endfor %}
