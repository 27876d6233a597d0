-- One row per grain and business day from the first order, refund or interaction to
-- as_of_date, with the period the day lies in.

with

event_days as (
    select ordered_date as event_date from {{ ref('fct_orders') }}
    union all
    select refund_date as event_date from {{ ref('fct_refunds') }}
    union all
    select activity_date as event_date from {{ ref('fct_user_days') }}
),

first_event as (
    -- One wrong clock must not open a thousand empty years.
    select min(event_date) as first_date from event_days
    where event_date >= cast('{{ var("earliest_date") }}' as date)
),

days as (
    select
        cast(
            first_event.first_date + cast(numbers.n as int) * interval '1' day as date
        ) as business_date
    from first_event
    cross join range(0, 40000) as numbers (n)
    where
        cast(first_event.first_date + cast(numbers.n as int) * interval '1' day as date)
        <= {{ as_of_date() }}
),

grains as (
    select grain
    from (values ('day'), ('week'), ('month'), ('quarter'), ('year')) as listed (grain)
),

periods as (
    select
        grains.grain,
        days.business_date,
        case grains.grain
            when 'day' then days.business_date
            when 'week' then cast(date_trunc('week', days.business_date) as date)
            when 'month' then cast(date_trunc('month', days.business_date) as date)
            when 'quarter' then cast(date_trunc('quarter', days.business_date) as date)
            when 'year' then cast(date_trunc('year', days.business_date) as date)
        end as period_start
    from days
    cross join grains
),

ends as (
    select
        *,
        cast(case grain
            when 'day' then period_start
            when 'week' then period_start + interval '6' day
            when 'month' then period_start + interval '1' month - interval '1' day
            when 'quarter' then period_start + interval '3' month - interval '1' day
            when 'year' then period_start + interval '1' year - interval '1' day
        end as date) as period_end
    from periods
)

select
    grain,
    business_date,
    period_start,
    period_end,
    period_end <= {{ as_of_date() }} as is_over
from ends
