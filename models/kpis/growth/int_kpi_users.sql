-- One row per metric, grain, period and dimension value: people with a live
-- relationship, and the growth of their number.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}

with

counted as (
    select * from {{ ref('int_users_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'total_users',
        'numerator': 'total_users',
    },
    {
        'id': 'user_growth_rate',
        'numerator': 'total_users',
        'denominator': 'opening_users',
        'value': ratio('total_users', 'opening_users') ~ ' - 1',
        'only': "dimension = 'all'",
    },
]) }}
