-- One row per metric, grain and period: orders and money, guests included.
{{ config(schema='user_facts') }}

with

summed as (
    select * from {{ ref('int_revenue_summed') }}
),

metrics as (
    select * from (
        values
        ('orders'),
        ('orders_paid'),
        ('net_revenue'),
        ('net_revenue_by_refund_date'),
        ('guest_revenue_share'),
        ('refund_rate'),
        ('refund_rate_by_refund_date'),
        ('average_order_value'),
        ('net_revenue_per_buyer'),
        ('repurchase_amount'),
        ('repurchase_revenue_share'),
        ('old_buyer_revenue_share')
    ) as listed (metric_id)
),

measured as (
    select
        metrics.metric_id,
        summed.grain,
        summed.period_start,
        case metrics.metric_id
            when 'orders' then summed.orders
            when 'orders_paid' then summed.orders_paid
            when 'net_revenue' then summed.kept_amount
            when
                'net_revenue_by_refund_date'
                then summed.paid_amount - summed.refund_amount_by_refund_date
            when 'guest_revenue_share' then summed.kept_amount - summed.user_amount
            when 'refund_rate' then summed.refunded_amount
            when 'refund_rate_by_refund_date' then summed.refund_amount_by_refund_date
            when 'average_order_value' then summed.kept_amount
            when 'net_revenue_per_buyer' then summed.user_amount
            when 'repurchase_amount' then summed.repurchase_amount
            when 'repurchase_revenue_share' then summed.repurchase_amount
            when 'old_buyer_revenue_share' then summed.old_buyer_amount
        end as numerator,
        case metrics.metric_id
            when 'guest_revenue_share' then summed.kept_amount
            when 'refund_rate' then summed.paid_amount
            when 'refund_rate_by_refund_date' then summed.paid_amount
            when 'average_order_value' then summed.orders
            when 'net_revenue_per_buyer' then summed.buyers
            when 'repurchase_revenue_share' then summed.kept_amount
            when 'old_buyer_revenue_share' then summed.kept_amount
        end as denominator,
        case
            when
                metrics.metric_id in (
                    'orders_paid', 'refund_rate', 'refund_rate_by_refund_date'
                )
                then summed.orders_paid
            when metrics.metric_id = 'net_revenue_per_buyer' then summed.buyers
            else summed.orders
        end as total_count
    from summed
    cross join metrics
)

select
    metric_id,
    grain,
    period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    case
        when
            metric_id in (
                'orders',
                'orders_paid',
                'net_revenue',
                'net_revenue_by_refund_date',
                'repurchase_amount'
            )
            then cast(numerator as double)
        else {{ ratio('numerator', 'denominator') }}
    end as value,
    cast(total_count as bigint) as mature_count,
    cast(total_count as bigint) as total_count
from measured
