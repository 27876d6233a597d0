-- One row per metric, grain, period and dimension value: consent in force.
{{ config(schema='user_facts', enabled=is_measured('privacy')) }}

with

counted as (
    select * from {{ ref('int_consents_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'consent_rate',
        'numerator': 'consenting_users',
        'denominator': 'joined_users',
    },
]) }}
