-- One row per metric, grain, period and dimension value: sleepers whom a touch woke.
{{ config(schema='user_facts', enabled=is_measured('touch')) }}

with

counted as (
    select * from {{ ref('int_reached_counted') }}
    where sleepers > 0
)

{{ measured_metrics('counted', [
    {
        'id': 'activation_conversion',
        'numerator': 'case when mature_sleepers > 0 then activated_sleepers end',
        'denominator': 'nullif(mature_sleepers, 0)',
        'mature': 'mature_sleepers',
        'total': 'sleepers',
    },
]) }}
