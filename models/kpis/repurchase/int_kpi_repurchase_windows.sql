-- One row per metric, grain, period and dimension value: repurchase within N days of
-- the first purchase, by the period of the first purchase.
-- Each first buyer counts when the own N days are over. Channel and category are those
-- of the first purchase; cohort is its month.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set dimensions = {
    'cohort': 'cohort_month',
    'channel': 'first_channel',
    'category': 'first_category',
} %}

with

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'first_purchase'
),

first_purchases as (
    select * from {{ ref('fct_purchase_days') }}
    where occasion_number = 1
),

windows as (
    select * from {{ ref('repurchase_windows') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

first_buyers as (
    select
        users.cohort_date,
        substr(cast(users.cohort_date as string), 1, 7) as cohort_month,
        users.first_channel,
        users.first_category,
        first_purchases.next_purchase_date,
        count(*) as user_count
    from users
    inner join first_purchases on users.user_id = first_purchases.user_id
    group by
        users.cohort_date,
        users.first_channel,
        users.first_category,
        first_purchases.next_purchase_date
),

windowed as (
    select
        first_buyers.cohort_date,
        first_buyers.cohort_month,
        first_buyers.first_channel,
        first_buyers.first_category,
        windows.window_days,
        first_buyers.user_count,
        case
            when first_buyers.cohort_date + windows.window_days <= {{ as_of_date() }}
                then first_buyers.user_count
            else 0
        end as mature_count,
        case
            when first_buyers.cohort_date + windows.window_days > {{ as_of_date() }}
                then 0
            when
                first_buyers.next_purchase_date
                <= first_buyers.cohort_date + windows.window_days
                then first_buyers.user_count
            else 0
        end as repurchased_count
    from first_buyers
    cross join windows
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        windowed.window_days,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(windowed.user_count) as total_users,
        sum(windowed.mature_count) as mature_users,
        sum(windowed.repurchased_count) as repurchased_users
    from windowed
    inner join calendar on windowed.cohort_date = calendar.business_date
    group by {{ grouping_sets_of(
        'calendar.grain, calendar.period_start, windowed.window_days', dimensions
    ) }}
)

select
    'repurchase_rate_within_' || cast(window_days as string) || '_days' as metric_id,
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(case when mature_users > 0 then repurchased_users end as double) as numerator,
    cast(case when mature_users > 0 then mature_users end as double) as denominator,
    cast(null as double) as value,
    cast(null as double) as interval_low,
    cast(null as double) as interval_high,
    cast(mature_users as bigint) as mature_count,
    cast(total_users as bigint) as total_count
from counted
