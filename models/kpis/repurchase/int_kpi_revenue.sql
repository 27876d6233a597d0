-- One row per metric, grain, period and dimension value: orders and money, guests
-- included.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set net_by_refund_date = 'paid_amount - refund_amount_by_refund_date' %}

with

counted as (
    select * from {{ ref('int_revenue_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'orders', 'numerator': 'orders'},
    {'id': 'orders_paid', 'numerator': 'orders_paid'},
    {'id': 'buyers_paid', 'numerator': 'paid_buyers', 'only': "dimension = 'all'"},
    {'id': 'net_revenue', 'numerator': 'kept_amount', 'total': 'orders'},
    {
        'id': 'net_revenue_by_refund_date',
        'numerator': net_by_refund_date,
        'total': 'orders',
    },
    {
        'id': 'guest_revenue_share',
        'numerator': 'kept_amount - user_amount',
        'denominator': 'kept_amount',
        'total': 'orders',
    },
    {
        'id': 'refund_rate',
        'numerator': 'refunded_amount',
        'denominator': 'paid_amount',
        'total': 'orders_paid',
    },
    {
        'id': 'refund_rate_by_refund_date',
        'numerator': 'refund_amount_by_refund_date',
        'denominator': 'paid_amount',
        'total': 'orders_paid',
    },
    {
        'id': 'average_order_value',
        'numerator': 'kept_amount',
        'denominator': 'orders',
    },
    {
        'id': 'net_revenue_per_buyer',
        'numerator': 'user_amount',
        'denominator': 'buyers',
    },
    {
        'id': 'repurchase_amount',
        'numerator': 'repurchase_amount',
        'total': 'orders',
    },
    {
        'id': 'repurchase_revenue_share',
        'numerator': 'repurchase_amount',
        'denominator': 'kept_amount',
        'total': 'orders',
    },
    {
        'id': 'old_buyer_revenue_share',
        'numerator': 'old_buyer_amount',
        'denominator': 'kept_amount',
        'total': 'orders',
    },
]) }}
