-- One row per metric, grain, period and dimension value: live sessions and viewers.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

counted as (
    select * from {{ ref('int_live_sessions_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'live_sessions', 'numerator': 'sessions'},
    {
        'id': 'live_viewers_per_session',
        'numerator': 'viewers',
        'denominator': 'sessions',
    },
]) }}
