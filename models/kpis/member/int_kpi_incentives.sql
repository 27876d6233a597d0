-- One row per metric, grain, period and dimension value: what members are given, and
-- orders with a discount.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

counted as (
    select * from {{ ref('int_incentives_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'incentive_coverage',
        'numerator': 'offered_members',
        'denominator': 'members',
        'only': "dimension in ('all', 'member_level') and members > 0",
    },
    {
        'id': 'incentive_participation',
        'numerator': 'participating_members',
        'denominator': 'offered_members',
        'only': "dimension in ('all', 'member_level') and members > 0",
    },
    {
        'id': 'points_expired',
        'numerator': 'points_expired',
        'total': 'coalesce(points_expired, 0)',
        'only': "dimension in ('all', 'member_level')",
    },
    {
        'id': 'discount_dependence',
        'numerator': 'discounted_orders',
        'denominator': 'orders',
        'only': "dimension <> 'member_level'",
    },
    {
        'id': 'discount_only_buyer_share',
        'numerator': 'discount_only_buyers',
        'denominator': 'buyers',
        'only': "dimension <> 'member_level'",
    },
]) }}
