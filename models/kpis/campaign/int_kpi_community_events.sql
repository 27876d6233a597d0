-- One row per metric, grain, period and dimension value: community events.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

counted as (
    select * from {{ ref('int_community_events_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'community_events', 'numerator': 'events'},
    {
        'id': 'community_event_participants',
        'numerator': 'participants',
        'mature': 'events_with_participants',
        'total': 'events',
    },
]) }}
