-- One row per metric, grain, period and dimension value: people by RFM.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

counted as (
    select * from {{ ref('int_rfm_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'rfm_segment', 'numerator': 'user_count', 'total': 'coalesce(user_count, 0)'},
]) }}
