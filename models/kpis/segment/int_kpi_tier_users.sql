-- One row per metric, grain, period and dimension value: people by value tier.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

counted as (
    select * from {{ ref('int_value_tiers_counted') }}
)

{{ measured_metrics('counted', [{'id': 'tier_users', 'numerator': 'user_count'}]) }}
