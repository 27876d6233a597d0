-- all = share_old x old + share_new x new, exactly: the counts of old and new buyers
-- add up to those of all.
with

rates as (
    select * from {{ ref('kpi_values') }}
    where metric_id = 'repurchase_rate'
),

totals as (
    select grain, period_start, numerator, denominator from rates
    where dimension = 'all'
),

parts as (
    select
        grain,
        period_start,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from rates
    where dimension = 'buyer_type'
    group by grain, period_start
)

select
    coalesce(totals.grain, parts.grain) as grain,
    coalesce(totals.period_start, parts.period_start) as period_start,
    totals.numerator as total_numerator,
    parts.numerator as parts_numerator,
    totals.denominator as total_denominator,
    parts.denominator as parts_denominator
from totals
full outer join parts
    on totals.grain = parts.grain and totals.period_start = parts.period_start
where
    totals.numerator is distinct from parts.numerator
    or totals.denominator is distinct from parts.denominator
