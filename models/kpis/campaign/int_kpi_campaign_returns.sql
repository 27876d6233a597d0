-- One row per metric, grain, period and dimension value: what campaigns gave back, by
-- the last touch.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

counted as (
    select * from {{ ref('int_campaign_touches_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'roi_attributed',
        'numerator': 'case when mature_touches > 0 then amount - campaign_cost end',
        'denominator': 'case when mature_touches > 0 then campaign_cost end',
        'mature': 'mature_touches',
        'total': 'touches',
    },
    {
        'id': 'revenue_over_cost_attributed',
        'numerator': 'case when mature_touches > 0 then amount end',
        'denominator': 'case when mature_touches > 0 then campaign_cost end',
        'mature': 'mature_touches',
        'total': 'touches',
    },
]) }}
