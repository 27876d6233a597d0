-- One row per metric, grain, period and dimension value: new people by campaigns.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

counted as (
    select * from {{ ref('int_campaign_joins_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'campaign_new_users', 'numerator': 'new_users'},
]) }}
