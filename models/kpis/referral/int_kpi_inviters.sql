-- One row per metric, grain, period and dimension value: how many people recommend the
-- brand.
{{ config(schema='user_facts', enabled=is_measured('referral')) }}

with

counted as (
    select * from {{ ref('int_inviters_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'referral_rate',
        'numerator': 'inviters',
        'denominator': 'live_users',
    },
]) }}
