-- One row per grain, period and buyer of it: whether the person buys in the next one,
-- and the person's standing at the start of the period.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

neighbours as (
    select
        periods.grain,
        periods.period_start,
        periods.period_end,
        periods.is_next_over,
        next_periods.period_end as next_period_end
    from periods
    left join periods as next_periods
        on
            periods.grain = next_periods.grain
            and periods.next_period_start = next_periods.period_start
),

days as (
    select
        calendar.business_date,
        neighbours.*
    from calendar
    inner join neighbours
        on
            calendar.grain = neighbours.grain
            and calendar.period_start = neighbours.period_start
),

-- Of the purchase days of one person in one period, the last.
bought as (
    select
        purchase_days.user_id,
        days.grain,
        days.period_start,
        days.is_next_over,
        coalesce(purchase_days.next_purchase_date <= days.next_period_end, false)
            as is_back
    from purchase_days
    inner join days on purchase_days.purchase_date = days.business_date
    where
        coalesce(purchase_days.next_purchase_date, cast('9999-12-31' as date))
        > days.period_end
)

select
    bought.user_id,
    bought.grain,
    bought.period_start,
    coalesce(standings.value_tier, 'unknown') as value_tier,
    coalesce(standings.lifecycle_stage, 'unknown') as lifecycle_stage,
    bought.is_next_over,
    bought.is_back
from bought
left join standings
    on
        bought.user_id = standings.user_id
        and {{ held_before('standings', 'bought.period_start') }}
