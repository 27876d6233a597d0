-- One row per grain, period and dimension value: delivered touches sent in it, and what
-- became of them. Tier and stage of a person are those at the start of the period.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set dimensions = {
    'content_type': 'content_type',
    'hour': 'sent_hour',
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
    'campaign': 'campaign',
    'variant': 'variant',
} %}
{%- set counts = [
    'delivered_touches', 'content_touches', 'open_mature_touches', 'opened_in_time_touches',
    'opened_touches', 'clicked_touches', 'forwarded_touches',
] %}

with

touches as (
    select * from {{ ref('int_touches_described') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

-- Far fewer rows than touches, but for days.
cells as (
    select
        calendar.grain,
        calendar.period_start,
        touches.content_type,
        touches.sent_hour,
        standings.value_tier,
        standings.lifecycle_stage,
        touches.campaign,
        touches.variant,
        count(*) as delivered_touches,
        sum(case when touches.content_type <> 'none' then 1 else 0 end)
            as content_touches,
        sum(case when touches.is_open_mature then 1 else 0 end) as open_mature_touches,
        sum(
            case
                when touches.is_open_mature and touches.is_opened_in_time then 1 else 0
            end
        ) as opened_in_time_touches,
        sum(case when touches.is_opened then 1 else 0 end) as opened_touches,
        sum(case when touches.is_clicked then 1 else 0 end) as clicked_touches,
        sum(case when touches.is_forwarded then 1 else 0 end) as forwarded_touches
    from touches
    inner join calendar on touches.sent_date = calendar.business_date
    left join standings
        on
            touches.user_id = standings.user_id
            and calendar.period_start > standings.started_date
            and calendar.period_start
            <= coalesce(standings.ended_date, cast('9998-01-01' as date))
    group by
        calendar.grain,
        calendar.period_start,
        touches.content_type,
        touches.sent_hour,
        standings.value_tier,
        standings.lifecycle_stage,
        touches.campaign,
        touches.variant
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
{%- for column in counts %}
cast(sum({{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
{%- endfor %}
from cells
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
