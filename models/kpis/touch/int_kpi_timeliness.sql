-- One row per metric, grain, period and dimension value: orders that a touch followed.
{{ config(schema='user_facts', enabled=is_measured('touch')) }}

with

counted as (
    select * from {{ ref('int_orders_touched_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'touch_timeliness',
        'numerator': 'case when mature_30 > 0 then touched_30 end',
        'denominator': 'nullif(mature_30, 0)',
        'mature': 'mature_30',
        'total': 'orders',
    },
    {
        'id': 'touch_timeliness_within_7_days',
        'numerator': 'case when mature_7 > 0 then touched_7 end',
        'denominator': 'nullif(mature_7, 0)',
        'mature': 'mature_7',
        'total': 'orders',
    },
]) }}
