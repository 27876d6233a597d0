-- One row per grain, period and dimension value: people who lapsed in the period and
-- are still lapsed at its end, by months since their first and last purchase, and those
-- whom service had failed before.
-- Every value seen has a row in every period: a share of 0 is 0.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set dimensions = {
    'months_since_first': 'months_since_first', 'months_since_last': 'months_since_last',
} %}

with

lapses as (
    select * from {{ ref('fct_purchase_lapses') }}
),

users as (
    select user_id, first_purchase_date from {{ ref('dim_users') }}
),

tickets as (
    select * from {{ ref('fct_tickets') }}
    where user_id is not null
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

-- In the 90 days before the lapse; what was open on the day of the lapse is unresolved.
lapses_after_bad_service as (
    select lapses.user_id, lapses.lapsed_date
    from lapses
    inner join tickets
        on
            lapses.user_id = tickets.user_id
            and lapses.lapsed_date - 90 <= tickets.opened_date
            and lapses.lapsed_date > tickets.opened_date
    where
        tickets.resolved_date is null
        or tickets.resolved_date >= lapses.lapsed_date
        or tickets.seconds_to_resolution > {{ var('ticket_promise_days') }} * 86400
    group by lapses.user_id, lapses.lapsed_date
),

lapses_described as (
    select
        lapses.lapsed_date,
        lapses.returned_date,
        {{ months_between('users.first_purchase_date', 'lapses.lapsed_date') }}
            as since_first,
        {{ months_between('lapses.last_purchase_date', 'lapses.lapsed_date') }}
            as since_last,
        case when lapses_after_bad_service.user_id is not null then 1 else 0 end
            as is_after_bad_service
    from lapses
    inner join users on lapses.user_id = users.user_id
    left join lapses_after_bad_service
        on
            lapses.user_id = lapses_after_bad_service.user_id
            and lapses.lapsed_date = lapses_after_bad_service.lapsed_date
),

lapses_of_periods as (
    select
        calendar.grain,
        calendar.period_start,
        case
            when lapses_described.since_first > 12 then '13+'
            else cast(lapses_described.since_first as string)
        end as months_since_first,
        case
            when lapses_described.since_last > 12 then '13+'
            else cast(lapses_described.since_last as string)
        end as months_since_last,
        lapses_described.is_after_bad_service
    from lapses_described
    inner join calendar on lapses_described.lapsed_date = calendar.business_date
    where
        lapses_described.returned_date is null
        or lapses_described.returned_date > calendar.period_end
),

counted as (
    select
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as churned_users,
        sum(is_after_bad_service) as badly_served_users
    from lapses_of_periods
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
),

cells as (
    select distinct dimension, dimension_value from counted
)

select
    periods.grain,
    periods.period_start,
    cells.dimension,
    cells.dimension_value,
    cast(coalesce(counted.churned_users, 0) as bigint) as churned_users,
    cast(coalesce(counted.badly_served_users, 0) as bigint) as badly_served_users
from periods
cross join cells
left join counted
    on
        periods.grain = counted.grain
        and periods.period_start = counted.period_start
        and cells.dimension = counted.dimension
        and cells.dimension_value = counted.dimension_value
