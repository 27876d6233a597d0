-- Totals against the purchase days, and each dimension against the total.
with

purchase_days as (
    select
        calendar.grain,
        calendar.period_start,
        steps.days_after,
        count(*) as purchase_count,
        sum(
            case
                when
                    purchases.purchase_date + steps.days_after <= {{ as_of_date() }}
                    then 1
                else 0
            end
        ) as mature_count,
        sum(
            case
                when
                    purchases.purchase_date + steps.days_after > {{ as_of_date() }}
                    then 0
                when
                    purchases.next_purchase_date
                    <= purchases.purchase_date + steps.days_after
                    then 0
                else 1
            end
        ) as without_repurchase
    from {{ ref('fct_purchase_days') }} as purchases
    cross join {{ ref('funnel_days') }} as steps
    inner join {{ ref('int_calendar_periods') }} as calendar
        on purchases.purchase_date = calendar.business_date
    where calendar.grain <> 'day'
    group by calendar.grain, calendar.period_start, steps.days_after
),

funnel as (
    select
        grain,
        period_start,
        days_after,
        dimension,
        sum(purchase_count) as purchase_count,
        sum(mature_count) as mature_count,
        sum(coalesce(without_repurchase, 0)) as without_repurchase
    from {{ ref('post_purchase_funnel') }}
    group by grain, period_start, days_after, dimension
    having sum(purchase_count) > 0
),

expected as (
    select purchase_days.*, dimensions.dimension
    from purchase_days
    cross join (values ('all'), ('category'), ('channel')) as dimensions (dimension)
)

select
    coalesce(expected.grain, funnel.grain) as grain,
    coalesce(expected.period_start, funnel.period_start) as period_start,
    coalesce(expected.days_after, funnel.days_after) as days_after,
    coalesce(expected.dimension, funnel.dimension) as dimension,
    expected.mature_count as expected_count,
    funnel.mature_count as funnel_count
from expected
full outer join funnel
    on
        expected.grain = funnel.grain
        and expected.period_start = funnel.period_start
        and expected.days_after = funnel.days_after
        and expected.dimension = funnel.dimension
where
    expected.purchase_count is distinct from funnel.purchase_count
    or expected.mature_count is distinct from funnel.mature_count
    or expected.without_repurchase is distinct from funnel.without_repurchase
