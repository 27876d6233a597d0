-- One row per metric, grain, period and dimension value: interactions by hour, weekday
-- and type.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

counted as (
    select * from {{ ref('int_hours_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'active_hour_share',
        'numerator': 'interactions',
        'denominator': 'all_interactions',
    },
]) }}
