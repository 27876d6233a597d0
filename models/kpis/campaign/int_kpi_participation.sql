-- One row per metric, grain, period and dimension value: who took part in campaigns.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

counted as (
    select * from {{ ref('int_reached_counted') }}
    where reached_people > 0
)

{{ measured_metrics('counted', [
    {
        'id': 'campaign_participation',
        'numerator': 'part_takers',
        'denominator': 'reached_people',
    },
]) }}
