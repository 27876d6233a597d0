-- One row per purchase number, cohort, dimension value and day on which intervals close
-- or end their observation: how many. Cohorts: everybody, also by dimension, and each
-- month of first purchase.
{{ config(schema='user_facts') }}

with

intervals as (
    select * from {{ ref('int_purchase_intervals') }}
),

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'first_purchase'
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

grouped as (
    select
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
)

select
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
    purchase_number,
    grain,
    period_start,
    dimension,
    dimension_value,
    duration_days
