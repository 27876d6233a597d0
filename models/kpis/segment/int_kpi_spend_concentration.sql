-- One row per metric, grain and period: how much of the revenue comes from the buyers
-- who spent most.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

revenue as (
    select * from {{ ref('int_net_revenue_aggregated') }}
),

buyers as (
    select * from {{ ref('int_user_periods') }}
    where purchase_days > 0 and grain <> 'day'
),

ranked as (
    select
        grain,
        period_start,
        kept_amount,
        cast(row_number() over (
            partition by grain, period_start
            order by kept_amount desc nulls last, user_id asc nulls last
        ) as int) as spend_rank,
        cast(count(*) over (partition by grain, period_start) as int) as buyer_count
    from buyers
),

aggregated as (
    select
        grain,
        period_start,
        max(buyer_count) as buyers,
        sum(kept_amount) as amount,
        -- A fifth of 11 buyers is 3 of them: the share never leaves out the buyer on
        -- the line.
        sum(
            case when spend_rank <= ceil(buyer_count / 5.0) then kept_amount else 0 end
        ) as top_amount,
        -- Of ranks from the least spender up: the last one has rank n.
        sum((buyer_count + 1 - spend_rank) * kept_amount) as amount_by_rank
    from ranked
    group by grain, period_start
),

summed as (
    select
        revenue.grain,
        revenue.period_start,
        'all' as dimension,
        'all' as dimension_value,
        revenue.net_revenue,
        coalesce(aggregated.buyers, 0) as buyers,
        coalesce(aggregated.top_amount, 0) as top_amount,
        coalesce(aggregated.amount_by_rank, 0) as amount_by_rank,
        coalesce(aggregated.amount, 0) as amount
    from revenue
    left join aggregated
        on
            revenue.grain = aggregated.grain
            and revenue.period_start = aggregated.period_start
)

{{ measured_metrics('summed', [
    {
        'id': 'top_quintile_revenue_share',
        'numerator': 'top_amount',
        'denominator': 'net_revenue',
        'total': 'buyers',
    },
    {
        'id': 'gini_coefficient',
        'numerator': '2 * amount_by_rank - (buyers + 1) * amount',
        'denominator': 'buyers * amount',
        'total': 'buyers',
    },
]) }}
