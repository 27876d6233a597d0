-- One row per metric, grain, period and dimension value: requests to be erased.
{{ config(schema='user_facts', enabled=is_measured('privacy')) }}

with

counted as (
    select * from {{ ref('int_erasures_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'erasure_open',
        'numerator': 'open_requests',
        'only': 'open_requests is not null',
    },
    {
        'id': 'erasure_hours',
        'value': 'median_hours',
        'total': 'erasures',
    },
]) }}
