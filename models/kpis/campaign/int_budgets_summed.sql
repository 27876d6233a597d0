-- One row per grain, period of booking and dimension value: cost of staff, tools and
-- campaigns. What is spent on incentives and on acquisition is no part of this budget.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}
{%- set dimensions = {'kind': 'cost_kind'} %}

with

cost_days as (
    select
        booked_date,
        cost_kind,
        count(*) as bookings,
        sum(amount) as amount
    from {{ ref('fct_costs') }}
    where cost_kind in ('staff', 'tools', 'campaigns')
    group by booked_date, cost_kind
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

summed as (
    select
        calendar.grain,
        calendar.period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(cost_days.bookings) as bookings,
        sum(cost_days.amount) as amount
    from cost_days
    inner join calendar on cost_days.booked_date = calendar.business_date
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(bookings as bigint) as bookings,
    cast(amount as decimal(18, 2)) as amount,
    cast(
        sum(case when dimension = 'all' then amount else 0 end)
            over (partition by grain, period_start)
        as decimal(18, 2)
    ) as total_amount
from summed
