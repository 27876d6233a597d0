-- One row per month of first purchase and month since: the purchase retention of a
-- cohort.
-- Month 0 is the month of the first purchase. A month without buyers is a row with 0; a
-- month not begun is no row.
-- Users of different cohorts add up, rates do not.

with

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

cohorts as (
    select
        {{ month_start('first_purchase_date') }} as cohort_month,
        cast(count(distinct user_id) as bigint) as cohort_users
    from purchase_days
    group by {{ month_start('first_purchase_date') }}
),

months_elapsed as (
    select distinct period_start as activity_month, is_over
    from {{ ref('int_calendar_periods') }}
    where grain = 'month'
),

spined as (
    select
        cohorts.cohort_month,
        cohorts.cohort_users,
        months_elapsed.activity_month,
        months_elapsed.is_over
    from cohorts
    inner join months_elapsed on cohorts.cohort_month <= months_elapsed.activity_month
),

activity as (
    select
        {{ month_start('first_purchase_date') }} as cohort_month,
        {{ month_start('purchase_date') }} as activity_month,
        cast(count(distinct user_id) as bigint) as active_users,
        cast(sum(kept_amount) as decimal(18, 2)) as revenue
    from purchase_days
    group by
        {{ month_start('first_purchase_date') }}, {{ month_start('purchase_date') }}
),

joined as (
    select
        spined.cohort_month,
        {{ months_between('spined.cohort_month', 'spined.activity_month') }}
            as months_since_first,
        spined.cohort_users,
        coalesce(activity.active_users, 0) as active_users,
        coalesce(activity.revenue, cast(0 as decimal(18, 2))) as revenue,
        spined.is_over as is_complete
    from spined
    left join activity
        on
            spined.cohort_month = activity.cohort_month
            and spined.activity_month = activity.activity_month
)

select
    cohort_month,
    months_since_first,
    cohort_users,
    active_users,
    {{ ratio('active_users', 'cohort_users') }} as retention_rate,
    {{ wilson_bound('active_users', 'cohort_users', -1) }} as interval_low,
    {{ wilson_bound('active_users', 'cohort_users', 1) }} as interval_high,
    revenue,
    is_complete,
    {{ as_of_date() }} as as_of_date
from joined
