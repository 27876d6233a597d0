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
{%- set counts = {
    'reached_people': 'is_reached',
    'mature_people': 'is_reached * is_mature',
    'converted_people': 'is_reached * is_mature * is_buyer',
    'part_takers': 'is_reached * has_taken_part',
    'sleepers': 'is_sleeper',
    'mature_sleepers': 'is_sleeper * is_asleep_mature',
    'activated_sleepers': 'is_sleeper * is_asleep_mature * is_activated',
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
    select * from {{ ref('int_user_standings') }}
),

part_takers as (
    select * from {{ ref('int_campaign_participants') }}
),

-- A touch is the first of a period if the one before it lies before the period; so is
-- the first one asleep.
touches_in_turn as (
    select
        *,
        lag(sent_date) over (
            partition by user_id, campaign_id
            order by sent_date nulls last
        ) as previous_date,
        max(case when is_asleep then sent_date end) over (
            partition by user_id, campaign_id
            order by sent_date nulls last
            rows between unbounded preceding and 1 preceding
        ) as previous_asleep_date
    from touch_days
),

described as (
    select
        touches_in_turn.*,
        campaigns.campaign_type,
        case when touches_in_turn.is_order_mature then 1 else 0 end as is_mature,
        case when touches_in_turn.has_bought then 1 else 0 end as is_buyer,
        case when part_takers.last_acted_date >= touches_in_turn.sent_date then 1 else 0
        end as has_taken_part,
        case when touches_in_turn.is_reaction_mature then 1 else 0 end
            as is_asleep_mature,
        case when touches_in_turn.has_reacted then 1 else 0 end as is_activated
    from touches_in_turn
    left join part_takers
        on
            touches_in_turn.user_id = part_takers.user_id
            and touches_in_turn.campaign_id = part_takers.campaign_id
    left join campaigns on touches_in_turn.campaign_id = campaigns.campaign_id
),

first_touches as (
    select
        described.*,
        calendar.grain,
        calendar.period_start,
        case
            when described.campaign_id = 'none' then 0
            when described.previous_date >= calendar.period_start then 0
            else 1
        end as is_reached,
        case
            when not described.is_asleep then 0
            when described.previous_asleep_date >= calendar.period_start then 0
            else 1
        end as is_sleeper
    from described
    inner join calendar on described.sent_date = calendar.business_date
),

-- Far fewer rows than touches, for all dimensions to be grouped from.
cells as (
    select
        {%- for name, flags in counts.items() %}
        sum({{ flags }}) as {{ name }},
        {%- endfor %}
        first_touches.grain,
        first_touches.period_start,
        first_touches.campaign_id,
        first_touches.campaign_type,
        standings.value_tier,
        standings.lifecycle_stage
    from first_touches
    left join standings
        on
            first_touches.user_id = standings.user_id
            and {{ held_before('standings', 'first_touches.period_start') }}
    group by
        first_touches.grain,
        first_touches.period_start,
        first_touches.campaign_id,
        first_touches.campaign_type,
        standings.value_tier,
        standings.lifecycle_stage
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
{%- for name in counts %}
cast(sum({{ name }}) as bigint) as {{ name }}{{ ',' if not loop.last }}
{%- endfor %}
from cells
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
