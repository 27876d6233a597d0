-- One row per metric, grain, period and dimension value: buyers who buy again in the
-- next period.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

counted as (
    select * from {{ ref('int_rebuyers_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'rebuy_rate_next',
        'numerator': 'rebuyers',
        'denominator': 'followed_buyers',
        'mature': 'coalesce(followed_buyers, 0)',
        'total': 'buyers',
    },
]) }}
