-- One row per metric, grain, period and dimension value: people by spend level.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

counted as (
    select * from {{ ref('int_spend_levels_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'spend_level_share',
        'numerator': 'user_count',
        'denominator': 'all_users',
    },
    {
        'id': 'high_value_share',
        'numerator': 'high_value_users',
        'denominator': 'buyers',
        'only': "dimension = 'all'",
    },
]) }}
