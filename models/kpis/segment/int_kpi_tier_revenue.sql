-- One row per metric, grain, period and dimension value: revenue shares of value tiers.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

counted as (
    select * from {{ ref('int_tier_revenue_summed') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'tier_revenue_share',
        'numerator': 'amount_at_end',
        'denominator': 'net_revenue',
        'total': 'buyers_at_end',
    },
    {
        'id': 'tier_revenue_share_at_start',
        'numerator': 'amount_at_start',
        'denominator': 'net_revenue',
        'total': 'buyers_at_start',
    },
]) }}
