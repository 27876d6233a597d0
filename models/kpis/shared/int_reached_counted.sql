-- One row per grain, period and dimension value: people reached by a delivered touch,
-- once per campaign at its first touch of the period; and those who slept at one, once
-- per campaign at the first such touch. Touches outside campaigns count as one
-- campaign, none; only sleepers are counted there.
{{ config(schema='user_facts') }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
    'campaign': 'campaign_id',
    'campaign_type': 'campaign_type',
} %}

with

touch_days as (
    select * from {{ ref('int_touch_days') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

standings as (
    select * from {{ ref('int_standing_periods') }}
),

part_takers as (
    select * from {{ ref('int_campaign_participants') }}
),

first_touches as (
    select
        touch_days.user_id,
        touch_days.campaign_id,
        calendar.grain,
        calendar.period_start,
        min(touch_days.sent_date) as sent_date,
        min(case when touch_days.is_asleep then touch_days.sent_date end)
            as asleep_date
    from touch_days
    inner join calendar on touch_days.sent_date = calendar.business_date
    group by
        touch_days.user_id,
        touch_days.campaign_id,
        calendar.grain,
        calendar.period_start
),

followed as (
    select
        first_touches.*,
        campaigns.campaign_type,
        case when first_touches.campaign_id = 'none' then 0 else 1 end as is_reached,
        case when reached.is_order_mature then 1 else 0 end as is_order_mature,
        case when reached.has_bought then 1 else 0 end as has_bought,
        case when part_takers.last_acted_date >= first_touches.sent_date then 1 else 0
        end as has_taken_part,
        case when asleep.user_id is null then 0 else 1 end as is_asleep,
        case when asleep.is_reaction_mature then 1 else 0 end as is_reaction_mature,
        case when asleep.has_reacted then 1 else 0 end as has_reacted
    from first_touches
    inner join touch_days as reached
        on
            first_touches.user_id = reached.user_id
            and first_touches.campaign_id = reached.campaign_id
            and first_touches.sent_date = reached.sent_date
    left join touch_days as asleep
        on
            first_touches.user_id = asleep.user_id
            and first_touches.campaign_id = asleep.campaign_id
            and first_touches.asleep_date = asleep.sent_date
    left join part_takers
        on
            first_touches.user_id = part_takers.user_id
            and first_touches.campaign_id = part_takers.campaign_id
    left join campaigns on first_touches.campaign_id = campaigns.campaign_id
),

standing as (
    select
        followed.*,
        standings.value_tier,
        standings.lifecycle_stage
    from followed
    left join standings
        on
            followed.user_id = standings.user_id
            and followed.grain = standings.grain
            and followed.period_start >= standings.from_period
            and followed.period_start
            < coalesce(standings.until_period, cast('9999-12-31' as date))
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    {%- for name, flags in [
        ('reached_people', 'is_reached'),
        ('mature_people', 'is_reached * is_order_mature'),
        ('converted_people', 'is_reached * is_order_mature * has_bought'),
        ('part_takers', 'is_reached * has_taken_part'),
        ('sleepers', 'is_asleep'),
        ('mature_sleepers', 'is_asleep * is_reaction_mature'),
        ('activated_sleepers', 'is_asleep * is_reaction_mature * has_reacted'),
    ] %}
cast(sum({{ flags }}) as bigint) as {{ name }}{{ ',' if not loop.last }}
{%- endfor %}
from standing
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
