-- One row per buyer as of as_of_date.
-- F and M are of the 365 days up to as_of_date; R looks at the whole history. 5 is
-- best. Scores are no amounts: not additive.

with

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

cut_points as (
    select * from {{ ref('rfm_cut_points') }}
),

measures as (
    select
        user_id,
        cast({{ as_of_date() }} - max(purchase_date) as int)
            as days_since_last_purchase,
        cast(sum(
            case
                when
                    purchase_date
                    > cast({{ as_of_date() }} - interval '365' day as date)
                    then 1
                else 0
            end
        ) as int) as purchase_days,
        cast(sum(
            case
                when
                    purchase_date
                    > cast({{ as_of_date() }} - interval '365' day as date)
                    then kept_amount
                else 0
            end
        ) as decimal(18, 2)) as net_revenue
    from purchase_days
    group by user_id
),

scored as (
    select
        measures.*,
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score,
        recency.rule_version
    from measures
    inner join cut_points as recency
        on
            recency.measure = 'days_since_last_purchase'
            and measures.days_since_last_purchase >= recency.lower_bound
            and (
                measures.days_since_last_purchase < recency.upper_bound
                or recency.upper_bound is null
            )
    inner join cut_points as frequency
        on
            frequency.measure = 'purchase_days'
            and measures.purchase_days >= frequency.lower_bound
            and (
                measures.purchase_days < frequency.upper_bound
                or frequency.upper_bound is null
            )
    inner join cut_points as monetary
        on
            monetary.measure = 'net_revenue'
            and measures.net_revenue >= monetary.lower_bound
            and (
                measures.net_revenue < monetary.upper_bound
                or monetary.upper_bound is null
            )
),

ranked as (
    -- percent_rank, not ntile: people with equal values get equal scores.
    select
        *,
        percent_rank()
            over (order by days_since_last_purchase desc nulls last)
            as recency_rank,
        percent_rank() over (order by purchase_days nulls last) as frequency_rank,
        percent_rank() over (order by net_revenue nulls last) as monetary_rank
    from scored
)

select
    user_id,
    days_since_last_purchase,
    purchase_days,
    net_revenue,
    recency_score,
    frequency_score,
    monetary_score,
    rule_version,
    cast(least(floor(recency_rank * 5), 4) + 1 as int) as recency_percentile_score,
    cast(least(floor(frequency_rank * 5), 4) + 1 as int) as frequency_percentile_score,
    cast(least(floor(monetary_rank * 5), 4) + 1 as int) as monetary_percentile_score,
    {{ as_of_date() }} as as_of_date
from ranked
