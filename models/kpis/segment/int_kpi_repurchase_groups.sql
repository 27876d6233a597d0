-- One row per metric, grain, period and dimension value: buyers by how often they buy.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

counted as (
    select * from {{ ref('int_repurchase_groups_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'repurchase_group_share',
        'numerator': 'buyers',
        'denominator': 'all_buyers',
    },
    {
        'id': 'repurchase_group_share_top',
        'numerator': 'top_buyers',
        'denominator': 'buyers',
    },
    {
        'id': 'repurchase_group_revenue_share',
        'numerator': 'kept_amount',
        'denominator': 'net_revenue',
        'total': 'buyers',
    },
    {
        'id': 'repurchase_group_cycle_days',
        'numerator': 'cycle_days',
        'denominator': 'cycles',
    },
    {
        'id': 'repurchase_group_interactions',
        'numerator': 'interactions',
        'denominator': 'buyers',
    },
]) }}
