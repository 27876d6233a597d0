-- One row per metric, grain, period and dimension value: reached people who bought.
{{ config(schema='user_facts', enabled=is_measured('conversion')) }}

with

counted as (
    select * from {{ ref('int_reached_counted') }}
    where reached_people > 0
)

{{ measured_metrics('counted', [
    {
        'id': 'marketing_conversion',
        'numerator': 'case when mature_people > 0 then converted_people end',
        'denominator': 'nullif(mature_people, 0)',
        'mature': 'mature_people',
        'total': 'reached_people',
    },
]) }}
