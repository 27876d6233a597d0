-- One row per metric, grain, period and dimension value: contents and what is done with
-- them.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

counted as (
    select * from {{ ref('int_contents_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'content_published', 'numerator': 'published_contents'},
    {'id': 'content_views', 'numerator': 'content_views'},
    {
        'id': 'content_dwell_seconds',
        'numerator': 'dwell_seconds',
        'denominator': 'measured_views',
    },
    {
        'id': 'content_interaction_rate',
        'numerator': 'reactions',
        'denominator': 'content_views',
    },
]) }}
