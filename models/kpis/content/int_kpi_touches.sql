-- One row per metric, grain, period and dimension value: touches opened, clicked and
-- forwarded.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

counted as (
    select * from {{ ref('int_touches_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'open_rate',
        'numerator': 'case when open_mature_touches > 0 then opened_in_time_touches end',
        'denominator': 'nullif(open_mature_touches, 0)',
        'mature': 'open_mature_touches',
        'total': 'delivered_touches',
    },
    {
        'id': 'click_rate',
        'numerator': 'clicked_touches',
        'denominator': 'delivered_touches',
    },
    {
        'id': 'forward_rate',
        'numerator': 'forwarded_touches',
        'denominator': 'opened_touches',
    },
    {
        'id': 'content_reach',
        'numerator': 'content_touches',
        'only': "dimension = 'all'",
    },
]) }}
