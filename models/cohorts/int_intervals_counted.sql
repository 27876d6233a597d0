-- One row per curve, its group and day on which intervals close or end their
-- observation: how many.
-- Curves: by_purchase, the intervals that the second, third and fourth purchase close
-- (of everybody, also by dimension; by month of first purchase); any_interval, all
-- intervals by the period they open in.
{{ config(schema='user_facts') }}

with

intervals as (
    select * from {{ ref('int_purchase_intervals') }}
),

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'first_purchase'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

-- Fewer and fewer people buy more often: a fifth purchase has no curve.
by_purchase as (
    select
        users.*,
        intervals.occasion_number + 1 as purchase_number,
        intervals.duration_days,
        intervals.is_closed
    from intervals
    inner join users on intervals.user_id = users.user_id
    where intervals.occasion_number <= 3
),

by_day as (
    select
        opened_date,
        duration_days,
        is_closed,
        count(*) as interval_count
    from intervals
    group by opened_date, duration_days, is_closed
),

grouped as (
    select
        'by_purchase' as curve,
        purchase_number,
        'all' as grain,
        cast(null as date) as period_start,
        {{ dimension_of(cohort_dimensions()) }} as dimension,
        {{ dimension_value_of(cohort_dimensions(), unknown=none) }} as dimension_value,
        duration_days,
        is_closed,
        count(*) as interval_count
    from by_purchase
    group by {{ grouping_sets_of(
        'purchase_number, duration_days, is_closed', cohort_dimensions()
    ) }}
    union all
    select
        'by_purchase' as curve,
        purchase_number,
        'month' as grain,
        {{ month_start('cohort_date') }} as period_start,
        'all' as dimension,
        'all' as dimension_value,
        duration_days,
        is_closed,
        count(*) as interval_count
    from by_purchase
    group by
        purchase_number, {{ month_start('cohort_date') }}, duration_days, is_closed
    union all
    select
        'any_interval' as curve,
        cast(null as int) as purchase_number,
        calendar.grain,
        calendar.period_start,
        'all' as dimension,
        'all' as dimension_value,
        by_day.duration_days,
        by_day.is_closed,
        by_day.interval_count
    from by_day
    inner join calendar on by_day.opened_date = calendar.business_date
)

select
    curve,
    cast(purchase_number as int) as purchase_number,
    grain,
    period_start,
    dimension,
    dimension_value,
    duration_days,
    cast(sum(case when is_closed then interval_count else 0 end) as bigint)
        as closed_count,
    cast(sum(case when is_closed then 0 else interval_count end) as bigint)
        as censored_count
from grouped
group by
    curve,
    purchase_number,
    grain,
    period_start,
    dimension,
    dimension_value,
    duration_days
