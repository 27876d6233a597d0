-- One row per metric, grain, period and dimension value: how demand themes grow.
{{ config(schema='user_facts', enabled=is_measured('profile')) }}

with

counted as (
    select * from {{ ref('int_mentions_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'demand_mention_growth',
        'numerator': 'mentions',
        'denominator': 'previous_mentions',
        'value': ratio('mentions', 'previous_mentions') ~ ' - 1',
    },
]) }}
