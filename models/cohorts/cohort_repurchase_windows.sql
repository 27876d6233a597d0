-- One row per grain and period of first purchase, dimension and value, and window of N
-- days: who bought again on a later day within N days.
-- A person counts only when the N days are over; where nobody's are, the counts and the
-- rate are null, never 0.
-- Users of different cohorts add up for one window; windows overlap.

with

cohorts as (
    select * from {{ ref('int_cohorts_counted') }}
    where cohort_kind = 'first_purchase'
),

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'first_purchase'
),

first_purchases as (
    select * from {{ ref('fct_purchase_days') }}
    where occasion_number = 1
),

grains as (
    select * from {{ ref('cohort_grains') }}
),

windows as (
    select * from {{ ref('repurchase_windows') }}
),

repurchasers as (
    select
        users.*,
        windows.window_days
    from first_purchases
    inner join users on first_purchases.user_id = users.user_id
    inner join windows
        on
            first_purchases.next_purchase_date
            <= first_purchases.purchase_date + windows.window_days
),

repurchasers_counted as (
    select
        cohort_date,
        window_days,
        {{ dimension_of(cohort_dimensions()) }} as dimension,
        {{ dimension_value_of(cohort_dimensions(), unknown=none) }} as dimension_value,
        count(*) as user_count
    from repurchasers
    group by {{ grouping_sets_of('cohort_date, window_days', cohort_dimensions()) }}
),

days_counted as (
    select
        cohorts.cohort_date,
        cohorts.dimension,
        cohorts.dimension_value,
        windows.window_days,
        cohorts.user_count,
        coalesce(repurchasers_counted.user_count, 0) as repurchaser_count,
        -- Who first bought on one day is mature on one day.
        case
            when cohorts.cohort_date + windows.window_days <= {{ as_of_date() }} then 1
            else 0
        end as is_mature
    from cohorts
    cross join windows
    left join repurchasers_counted
        on
            cohorts.cohort_date = repurchasers_counted.cohort_date
            and cohorts.dimension = repurchasers_counted.dimension
            and cohorts.dimension_value = repurchasers_counted.dimension_value
            and windows.window_days = repurchasers_counted.window_days
),

rolled_up as (
    select
        grains.grain,
        {{ period_start('grains.grain', 'days_counted.cohort_date') }} as cohort_start,
        days_counted.dimension,
        days_counted.dimension_value,
        days_counted.window_days,
        cast(sum(days_counted.user_count) as bigint) as total_users,
        cast(sum(days_counted.user_count * days_counted.is_mature) as bigint)
            as mature_users,
        cast(sum(days_counted.repurchaser_count * days_counted.is_mature) as bigint)
            as repurchased_among_mature
    from days_counted
    cross join grains
    group by
        grains.grain,
        {{ period_start('grains.grain', 'days_counted.cohort_date') }},
        days_counted.dimension,
        days_counted.dimension_value,
        days_counted.window_days
)

select
    grain,
    cohort_start,
    dimension,
    dimension_value,
    window_days,
    total_users,
    mature_users,
    case when mature_users > 0 then repurchased_among_mature end as repurchased_users,
    {{ ratio('repurchased_among_mature', 'mature_users') }} as repurchase_rate,
    {{ wilson_bound('repurchased_among_mature', 'mature_users', -1) }} as interval_low,
    {{ wilson_bound('repurchased_among_mature', 'mature_users', 1) }} as interval_high,
    {{ period_after('grain', 'cohort_start', '1') }} <= {{ as_of_date() }} + 1
    and mature_users = total_users as is_complete,
    {{ as_of_date() }} as as_of_date
from rolled_up
