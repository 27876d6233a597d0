-- One row per metric, grain, period and dimension value: who of a population bought.
{{ config(schema='user_facts', enabled=is_measured('conversion')) }}

with

counted as (
    select * from {{ ref('int_populations_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'paid_conversion',
        'numerator': 'acting',
        'denominator': 'people',
        'only': "population = 'unpaid'",
    },
    {
        'id': 'community_conversion',
        'numerator': 'acting',
        'denominator': 'people',
        'only': "population in ('group_member', 'community_member')",
    },
]) }}
