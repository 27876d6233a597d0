-- One row per metric, grain, period and dimension value: what becomes of the referred.
{{ config(schema='user_facts', enabled=is_measured('referral')) }}

with

counted as (
    select * from {{ ref('int_referred_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'referred_conversion',
        'numerator': 'converted_users',
        'denominator': 'referred_users',
    },
    {
        'id': 'referred_repurchase_rate',
        'numerator': 'referred_repurchasers',
        'denominator': 'referred_buyers',
    },
    {
        'id': 'referred_repurchase_rate_others',
        'numerator': 'repurchasers - referred_repurchasers',
        'denominator': 'buyers - referred_buyers',
    },
    {
        'id': 'referral_chain_depth',
        'numerator': 'referral_depth',
        'total': 'referred_users',
    },
    {
        'id': 'referral_chain_depth_k_factor',
        'numerator': 'converted_users',
        'denominator': 'senders',
    },
]) }}
