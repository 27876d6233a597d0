-- One row per grain and period of first purchase, period since, dimension and value:
-- who of the cohort buys in the later period. Only periods in which somebody does.
-- Period 0 is that of the first purchase; people do not add up over periods since.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}
{%- set dimensions = {'cohort': 'cohort_month', 'channel': 'first_channel'} %}

with

users as (
    select
        user_id,
        cohort_date,
        first_channel,
        cast({{ month_start('cohort_date') }} as string) as cohort_month
    from {{ ref('int_cohort_users') }}
    where cohort_kind = 'first_purchase'
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

periods as (
    select
        grain,
        period_start,
        is_over,
        row_number() over (partition by grain order by period_start nulls last)
            as period_number
    from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

calendar as (
    select
        calendar.business_date,
        periods.*
    from {{ ref('int_calendar_periods') }} as calendar
    inner join periods
        on
            calendar.grain = periods.grain
            and calendar.period_start = periods.period_start
),

-- Of the purchase days of one person in one period, the first.
bought as (
    select
        purchase_days.user_id,
        cohorts.grain,
        cohorts.period_start,
        cast(followed.period_number - cohorts.period_number as int) as periods_since
    from purchase_days
    inner join calendar as followed
        on purchase_days.purchase_date = followed.business_date
    inner join calendar as cohorts
        on
            purchase_days.first_purchase_date = cohorts.business_date
            and followed.grain = cohorts.grain
    where
        followed.period_start
        > coalesce(purchase_days.previous_purchase_date, cast('0001-01-01' as date))
),

bought_described as (
    select
        bought.*,
        users.cohort_month,
        users.first_channel
    from bought
    inner join users on bought.user_id = users.user_id
)

select
    grain,
    period_start,
    periods_since,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(count(*) as bigint) as buyers
from bought_described
group by {{ grouping_sets_of('grain, period_start, periods_since', dimensions) }}
