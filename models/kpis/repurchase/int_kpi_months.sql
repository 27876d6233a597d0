-- One row per metric, grain and period: repurchase within calendar months, pooled over
-- the months of the period.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

months as (
    select * from {{ ref('int_period_months') }}
),

buyers as (
    select * from {{ ref('int_buyers_counted') }}
    where grain = 'month' and dimension = 'all'
),

counted as (
    select
        months.grain,
        months.period_start,
        'all' as dimension,
        'all' as dimension_value,
        sum(buyers.buyers) as buyers,
        sum(buyers.repurchasers) as repurchasers,
        sum(buyers.old_buyers) as old_buyers
    from months
    inner join buyers on months.month_start = buyers.period_start
    group by months.grain, months.period_start
)

{{ measured_metrics('counted', [
    {
        'id': 'monthly_repurchase_rate',
        'numerator': 'repurchasers',
        'denominator': 'buyers',
    },
    {
        'id': 'monthly_repurchase_rate_returning',
        'numerator': 'old_buyers',
        'denominator': 'buyers',
    },
]) }}
