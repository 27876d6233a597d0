-- One row per metric, grain, period and dimension value: what incentives cost and what
-- they bring.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

summed as (
    select * from {{ ref('int_incentive_money_summed') }}
)

{{ measured_metrics('summed', [
    {
        'id': 'incentive_cost_ratio',
        'numerator': 'incentive_cost',
        'denominator': 'net_revenue',
        'total': 'orders',
    },
    {
        'id': 'incentive_return',
        'numerator': 'incentivised_amount',
        'denominator': 'incentive_cost',
        'total': 'incentivised_orders',
    },
]) }}
