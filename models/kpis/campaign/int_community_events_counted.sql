-- One row per grain, period and dimension value: community events held, and the people
-- who took part, once per event.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

events as (
    select * from {{ ref('fct_community_events') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
)

select
    calendar.grain,
    calendar.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(count(*) as bigint) as events,
    cast(count(events.participant_count) as bigint) as events_with_participants,
    cast(sum(events.participant_count) as bigint) as participants
from events
inner join calendar on events.held_date = calendar.business_date
group by calendar.grain, calendar.period_start
