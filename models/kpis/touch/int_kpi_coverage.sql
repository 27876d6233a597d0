-- One row per metric, grain, period and dimension value: who of those who consent was
-- touched.
{{ config(schema='user_facts', enabled=is_measured('touch')) }}

with

counted as (
    select * from {{ ref('int_populations_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'touch_coverage',
        'numerator': 'acting',
        'denominator': 'people',
        'only': "population = 'consented'",
    },
]) }}
