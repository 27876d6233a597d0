-- One row per metric, grain, period and dimension value: sign-ups for community events.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

counted as (
    select * from {{ ref('int_events_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'event_signup_rate',
        'numerator': 'signed_up_users',
        'denominator': 'invited_users',
    },
    {
        'id': 'event_completion_rate',
        'numerator': 'completing_users',
        'denominator': 'signed_up_users',
    },
]) }}
