-- One row per month of first purchase and window of N days: who bought again on a later
-- day within N days.
-- A person counts only when the N days are over; where nobody's are, the counts and the
-- rate are null, never 0.
-- Users of different cohorts add up for one window; windows overlap.

with

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
    where occasion_number = 1
),

windows as (
    select * from {{ ref('repurchase_windows') }}
),

followed as (
    select
        {{ month_start('purchase_days.purchase_date') }} as cohort_month,
        windows.window_days,
        case
            when
                purchase_days.purchase_date + windows.window_days <= {{ as_of_date() }}
                then 1
            else 0
        end as is_mature,
        case
            when
                purchase_days.next_purchase_date
                <= purchase_days.purchase_date + windows.window_days
                then 1
            else 0
        end as has_repurchased
    from purchase_days
    cross join windows
),

counted as (
    select
        cohort_month,
        window_days,
        cast(count(*) as bigint) as total_users,
        cast(sum(is_mature) as bigint) as mature_users,
        cast(sum(is_mature * has_repurchased) as bigint) as repurchased_among_mature
    from followed
    group by cohort_month, window_days
)

select
    cohort_month,
    window_days,
    total_users,
    mature_users,
    case when mature_users > 0 then repurchased_among_mature end as repurchased_users,
    {{ ratio('repurchased_among_mature', 'mature_users') }} as repurchase_rate,
    {{ wilson_bound('repurchased_among_mature', 'mature_users', -1) }} as interval_low,
    {{ wilson_bound('repurchased_among_mature', 'mature_users', 1) }} as interval_high,
    mature_users = total_users as is_complete,
    {{ as_of_date() }} as as_of_date
from counted
