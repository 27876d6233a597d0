-- One row per metric, grain, period and dimension value: interactions by active day.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

counted as (
    select * from {{ ref('int_interactions_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'interactions_per_active_user_day',
        'numerator': 'interactions',
        'denominator': 'active_days',
    },
]) }}
