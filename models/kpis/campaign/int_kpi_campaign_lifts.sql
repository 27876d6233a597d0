-- One row per metric, grain, period and dimension value: what campaigns brought over
-- their control groups.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

counted as (
    select * from {{ ref('int_campaign_lifts_counted') }}
    where targeted > 0
)

{{ measured_metrics('counted', [
    {
        'id': 'campaign_incremental_lift',
        'numerator': 'extra_buyers',
        'denominator': 'compared',
        'low': 'round((extra_buyers - buyers_below) / nullif(compared, 0), 12)',
        'high': 'round((extra_buyers + buyers_above) / nullif(compared, 0), 12)',
        'mature': 'mature',
        'total': 'targeted',
    },
    {
        'id': 'roi_incremental',
        'numerator': 'extra_amount - campaign_cost',
        'denominator': 'campaign_cost',
        'low': 'round((amount_low - campaign_cost) / nullif(campaign_cost, 0), 9)',
        'high': 'round((amount_high - campaign_cost) / nullif(campaign_cost, 0), 9)',
        'mature': 'costed',
        'total': 'targeted',
    },
]) }}
