-- One row per grain and period longer than a day: what incentives cost, and the revenue
-- with and without them. A brand without incentives has no rows.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

revenue as (
    select * from {{ ref('int_net_revenue_aggregated') }}
),

point_costs as (
    select * from {{ ref('point_costs') }}
),

money_days as (
    select
        incentive_days.business_date,
        incentive_days.points_redeemed * point_costs.point_cost
        + incentive_days.coupon_amount as incentive_cost,
        incentive_days.orders,
        incentive_days.incentivised_orders,
        incentive_days.incentivised_amount,
        case
            when
                incentive_days.coupons_issued
                + incentive_days.coupons_redeemed
                + incentive_days.points_earned
                + incentive_days.points_redeemed > 0
                then 1
            else 0
        end as incentive_flag
    from {{ ref('int_incentive_days') }} as incentive_days
    cross join point_costs
    union all
    select
        booked_date as business_date,
        amount as incentive_cost,
        0 as orders,
        0 as incentivised_orders,
        0 as incentivised_amount,
        1 as incentive_flag
    from {{ ref('fct_costs') }}
    where cost_kind = 'rebate'
),

summed as (
    select
        calendar.grain,
        calendar.period_start,
        sum(money_days.incentive_cost) as incentive_cost,
        sum(money_days.orders) as orders,
        sum(money_days.incentivised_orders) as incentivised_orders,
        sum(money_days.incentivised_amount) as incentivised_amount
    from money_days
    inner join calendar on money_days.business_date = calendar.business_date
    group by calendar.grain, calendar.period_start
)

select
    revenue.grain,
    revenue.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(coalesce(summed.incentive_cost, 0) as decimal(18, 2)) as incentive_cost,
    cast(coalesce(summed.orders, 0) as bigint) as orders,
    cast(coalesce(summed.incentivised_orders, 0) as bigint) as incentivised_orders,
    cast(coalesce(summed.incentivised_amount, 0) as decimal(18, 2))
        as incentivised_amount,
    revenue.net_revenue
from revenue
left join summed
    on
        revenue.grain = summed.grain
        and revenue.period_start = summed.period_start
inner join (select max(incentive_flag) as known_flag from money_days) as known
    on known.known_flag = 1
