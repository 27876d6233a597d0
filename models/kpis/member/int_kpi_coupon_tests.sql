-- One row per metric, grain, period and dimension value: what incentives bring over a
-- control group.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

summed as (
    select * from {{ ref('int_coupon_tests_summed') }}
)

{{ measured_metrics('summed', [
    {
        'id': 'incentive_return_incremental',
        'numerator': 'incremental_amount',
        'denominator': 'incentive_cost',
        'mature': 'mature_people',
        'total': 'people',
    },
]) }}
