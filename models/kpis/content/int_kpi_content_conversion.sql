-- One row per metric, grain, period and dimension value: people who buy after a
-- content.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

counted as (
    select * from {{ ref('int_content_users_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'content_conversion_rate',
        'numerator': 'case when mature_users > 0 then converted_users end',
        'denominator': 'nullif(mature_users, 0)',
        'mature': 'mature_users',
        'total': 'touched_users',
    },
]) }}
