-- One row per grain, period and dimension value: buyers of the period, counted by what
-- they did.
{{ config(schema='user_facts') }}

with

user_periods as (
    select * from {{ ref('int_user_periods') }}
    where paid_orders > 0
),

periods as (
    select
        grain,
        period_start,
        lead(period_start)
            over (partition by grain order by period_start nulls last)
            as next_period_start,
        lead(is_over)
            over (partition by grain order by period_start nulls last)
            as is_next_over
    from
        (
            select distinct grain, period_start, is_over
            from {{ ref('int_calendar_periods') }}
        ) as distinct_periods
),

next_periods as (
    select
        user_periods.*,
        periods.is_next_over,
        next_user_periods.user_id is not null as has_bought_next
    from user_periods
    inner join periods
        on
            user_periods.grain = periods.grain
            and user_periods.period_start = periods.period_start
    left join user_periods as next_user_periods
        on
            user_periods.user_id = next_user_periods.user_id
            and user_periods.grain = next_user_periods.grain
            and periods.next_period_start = next_user_periods.period_start
            and next_user_periods.purchase_days > 0
),

flagged as (
    select
        grain,
        period_start,
        buyer_type,
        is_next_over,
        case when purchase_days > 0 then 1 else 0 end as is_buyer,
        case when purchase_days = 1 then 1 else 0 end as is_once,
        case when purchase_days = 2 then 1 else 0 end as is_twice,
        case when purchase_days = 3 then 1 else 0 end as is_three_times,
        case when purchase_days = 4 then 1 else 0 end as is_four_times,
        case when purchase_days >= 5 then 1 else 0 end as is_five_times_or_more,
        case when purchase_days >= 2 then 1 else 0 end as is_repurchaser,
        case when buyer_type = 'old' then 1 else 0 end as is_old,
        case when buyer_type = 'new' then 1 else 0 end as is_new,
        case when buyer_type = 'old' or purchase_days >= 2 then 1 else 0 end
            as is_returning,
        case when purchase_days > 0 and has_bought_next then 1 else 0 end
            as is_next_buyer,
        case when purchase_days > 0 and first_category is not null then 1 else 0 end
            as has_category,
        case
            when purchase_days > 0 and first_category <> last_category then 1 else 0
        end as is_cross_buyer
    from next_periods
),

counted as (
    select
        grain,
        period_start,
        buyer_type,
        grouping(buyer_type) as is_total,
        count(*) as paid_buyers,
        sum(is_buyer) as buyers,
        sum(is_once) as once,
        sum(is_twice) as twice,
        sum(is_three_times) as three_times,
        sum(is_four_times) as four_times,
        sum(is_five_times_or_more) as five_times_or_more,
        sum(is_repurchaser) as repurchasers,
        sum(is_old) as old_buyers,
        sum(is_new) as new_buyers,
        sum(is_returning) as returning_buyers,
        sum(is_next_buyer) as next_buyers,
        max(has_category) as has_category,
        sum(is_cross_buyer) as cross_buyers
    from flagged
    group by grouping sets ((grain, period_start), (grain, period_start, buyer_type))
),

dimension_values as (
    select * from (values ('all', 'all'), ('buyer_type', 'old'), ('buyer_type', 'new'))
        as listed (dimension, dimension_value)
)

-- A period without buyers is a row with 0.
select
    periods.grain,
    periods.period_start,
    dimension_values.dimension,
    dimension_values.dimension_value,
    coalesce(periods.is_next_over, false) as is_next_over,
    cast(coalesce(counted.paid_buyers, 0) as bigint) as paid_buyers,
    cast(coalesce(counted.buyers, 0) as bigint) as buyers,
    cast(coalesce(counted.once, 0) as bigint) as once,
    cast(coalesce(counted.twice, 0) as bigint) as twice,
    cast(coalesce(counted.three_times, 0) as bigint) as three_times,
    cast(coalesce(counted.four_times, 0) as bigint) as four_times,
    cast(coalesce(counted.five_times_or_more, 0) as bigint) as five_times_or_more,
    cast(coalesce(counted.repurchasers, 0) as bigint) as repurchasers,
    cast(coalesce(counted.old_buyers, 0) as bigint) as old_buyers,
    cast(coalesce(counted.new_buyers, 0) as bigint) as new_buyers,
    cast(coalesce(counted.returning_buyers, 0) as bigint) as returning_buyers,
    cast(coalesce(counted.next_buyers, 0) as bigint) as next_buyers,
    coalesce(counted.has_category, 0) = 1 as has_category,
    cast(coalesce(counted.cross_buyers, 0) as bigint) as cross_buyers
from periods
cross join dimension_values
left join counted
    on
        periods.grain = counted.grain
        and periods.period_start = counted.period_start
        and dimension_values.dimension_value = case
            when counted.is_total = 1 then 'all'
            else counted.buyer_type
        end
