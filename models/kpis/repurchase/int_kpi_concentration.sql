-- One row per grain and period: what the fifth of buyers who spent most brought in.
{{ config(schema='user_facts') }}

with

buyers as (
    select * from {{ ref('int_user_periods') }}
    where purchase_days > 0
),

ranked as (
    select
        grain,
        period_start,
        kept_amount,
        row_number() over (
            partition by grain, period_start
            order by kept_amount desc nulls last, user_id asc nulls last
        ) as spend_rank,
        count(*) over (partition by grain, period_start) as buyer_count
    from buyers
),

aggregated as (
    select
        grain,
        period_start,
        -- A fifth of 11 buyers is 3 of them: the share never leaves out the buyer on
        -- the line.
        sum(
            case when spend_rank <= ceil(buyer_count / 5.0) then kept_amount else 0 end
        ) as top_amount,
        max(buyer_count) as buyer_count
    from ranked
    group by grain, period_start
),

revenue as (
    select * from {{ ref('int_kpi_revenue') }}
    where metric_id = 'net_revenue'
)

select
    'top_quintile_revenue_share' as metric_id,
    revenue.grain,
    revenue.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(coalesce(aggregated.top_amount, 0) as double) as numerator,
    revenue.value as denominator,
    {{ ratio('coalesce(aggregated.top_amount, 0)', 'revenue.value') }} as value,
    cast(coalesce(aggregated.buyer_count, 0) as bigint) as mature_count,
    cast(coalesce(aggregated.buyer_count, 0) as bigint) as total_count
from revenue
left join aggregated
    on
        revenue.grain = aggregated.grain
        and revenue.period_start = aggregated.period_start
