-- One row per metric, grain, period and dimension value: coupons used.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

counted as (
    select * from {{ ref('int_coupons_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'coupon_redemption_rate',
        'numerator': 'redeemed_coupons',
        'denominator': 'coupons',
    },
]) }}
