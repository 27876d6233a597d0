-- One row per metric, grain, period and dimension value: touches about what the person
-- cares for.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

counted as (
    select * from {{ ref('int_relevant_touches_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'content_relevance_rate',
        'numerator': 'relevant_touches',
        'denominator': 'touches',
    },
]) }}
