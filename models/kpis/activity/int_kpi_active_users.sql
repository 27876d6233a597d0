-- One row per metric, grain, period and dimension value: people active in the week and
-- the month.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

counted as (
    select * from {{ ref('int_active_users_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'wau_share',
        'numerator': 'weekly_users',
        'denominator': 'weekly_live_users',
    },
    {
        'id': 'mau_share',
        'numerator': 'monthly_users',
        'denominator': 'monthly_live_users',
        'only': "dimension = 'all'",
    },
]) }}
