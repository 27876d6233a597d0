-- One row per grain and period: with which earlier periods it is compared. A day or
-- week of a retail event (a week: its Thursday, so most of it) is compared with the one
-- that lay as far from the event a year before; other days and weeks with 364 days
-- before; months, quarters and years with the same one of the year before.
{{ config(schema='user_facts') }}

with

periods as (
    select
        *,
        case grain when 'day' then period_start when 'week' then period_start + 3 end
            as middle_date,
        case
            when grain in ('day', 'week') then period_start - 364
            else cast(period_start - interval '1' year as date)
        end as year_before_start
    from {{ ref('int_kpi_periods') }}
),

first_days as (
    select min(period_start) as first_date from periods
    where grain = 'day'
),

events as (
    select
        *,
        lag(event_date) over (partition by event order by event_year nulls last)
            as previous_event_date
    from {{ ref('retail_calendar') }}
),

years_known as (
    select
        min(event_year) as first_year,
        max(event_year) as last_year
    from events
),

event_dates as (
    select
        events.event,
        events.event_date,
        events.previous_event_date,
        events.start_date + cast(numbers.n as int) as business_date
    from events
    cross join range(0, 60) as numbers (n)
    where events.start_date + cast(numbers.n as int) <= events.end_date
),

grains as (
    select distinct grain from periods
),

event_days as (
    select
        grains.grain,
        case grains.grain
            when 'day' then event_dates.business_date
            when 'week' then cast(date_trunc('week', event_dates.business_date) as date)
            when
                'month'
                then cast(date_trunc('month', event_dates.business_date) as date)
            when
                'quarter'
                then cast(date_trunc('quarter', event_dates.business_date) as date)
            when 'year' then cast(date_trunc('year', event_dates.business_date) as date)
        end as period_start
    from event_dates
    cross join grains
),

event_periods as (
    select
        grain,
        period_start,
        count(*) as event_days
    from event_days
    group by grain, period_start
),

compared as (
    select
        periods.grain,
        periods.period_start,
        periods.is_over,
        periods.previous_period_start,
        periods.year_before_start,
        event_dates.event,
        -- As many days, or whole weeks, from the event as a year later.
        case
            when event_dates.previous_event_date is null then periods.year_before_start
            when
                periods.grain = 'day'
                then
                    event_dates.previous_event_date
                    + cast(periods.period_start - event_dates.event_date as int)
            else
                cast(date_trunc('week', event_dates.previous_event_date) as date)
                + cast(
                    periods.period_start
                    - cast(date_trunc('week', event_dates.event_date) as date) as int
                )
        end as like_for_like_start
    from periods
    left join event_dates on periods.middle_date = event_dates.business_date
)

select
    compared.grain,
    compared.period_start,
    compared.is_over,
    compared.previous_period_start,
    compared.year_before_start,
    compared.like_for_like_start,
    -- It began before the first day with data.
    compared.previous_period_start < first_days.first_date as is_previous_partial,
    compared.year_before_start < first_days.first_date as is_year_before_partial,
    compared.event,
    cast(case
        when
            year(compared.period_start) >= years_known.first_year
            and year(compared.period_start) <= years_known.last_year
            then coalesce(event_periods.event_days, 0)
    end as int) as event_days,
    cast(case
        when
            year(compared.like_for_like_start) >= years_known.first_year
            and year(compared.like_for_like_start) <= years_known.last_year
            then coalesce(earlier_periods.event_days, 0)
    end as int) as like_for_like_event_days
from compared
cross join years_known
cross join first_days
left join event_periods
    on
        compared.grain = event_periods.grain
        and compared.period_start = event_periods.period_start
left join event_periods as earlier_periods
    on
        compared.grain = earlier_periods.grain
        and compared.like_for_like_start = earlier_periods.period_start
