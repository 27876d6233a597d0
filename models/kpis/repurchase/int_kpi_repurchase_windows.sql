-- One row per window of N days, grain and period of first purchase: repurchase within N
-- days.
{{ config(schema='user_facts') }}

with

first_purchases as (
    select * from {{ ref('fct_purchase_days') }}
    where occasion_number = 1
),

windows as (
    select * from {{ ref('repurchase_windows') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        windows.window_days,
        count(first_purchases.user_id) as total_users,
        sum(case
            when
                first_purchases.purchase_date + windows.window_days
                <= {{ as_of_date() }}
                then 1
            else 0
        end) as mature_users,
        sum(case
            when
                first_purchases.purchase_date + windows.window_days
                <= {{ as_of_date() }}
                and first_purchases.next_purchase_date
                <= first_purchases.purchase_date + windows.window_days
                then 1
            else 0
        end) as repurchased_users
    from calendar
    cross join windows
    left join first_purchases on calendar.business_date = first_purchases.purchase_date
    group by calendar.grain, calendar.period_start, windows.window_days
)

select
    'repurchase_rate_within_' || cast(window_days as string) || '_days' as metric_id,
    grain,
    period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(case when mature_users > 0 then repurchased_users end as double) as numerator,
    cast(case when mature_users > 0 then mature_users end as double) as denominator,
    {{ ratio('repurchased_users', 'mature_users') }} as value,
    cast(mature_users as bigint) as mature_count,
    cast(total_users as bigint) as total_count
from counted
