-- One row per threshold, grain, period and person who lapses in it, by the last lapse.
-- Lapsed = more than the threshold's days since the last purchase day.
{{ config(schema='user_facts') }}

with

thresholds as (
    select * from {{ ref('int_bridge_thresholds') }}
),

lapses as (
    select
        thresholds.measure_id,
        thresholds.threshold_days,
        bought.user_id,
        bought.purchase_date,
        bought.first_purchase_date,
        bought.purchase_date + thresholds.threshold_days + 1 as lapsed_date,
        bought.next_purchase_date as returned_date
    from {{ ref('fct_purchase_days') }} as bought
    cross join thresholds
    where
        -- Who buys on the day of the lapse itself has not lapsed.
        bought.next_purchase_date is null
        or bought.next_purchase_date
        > bought.purchase_date + thresholds.threshold_days + 1
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain in ('month', 'quarter', 'year')
),

purchases as (
    select * from {{ ref('int_bridge_purchases') }}
),

lapses_in_periods as (
    select
        lapses.measure_id,
        lapses.threshold_days,
        calendar.grain,
        calendar.period_start,
        calendar.period_end,
        lapses.user_id,
        min(lapses.first_purchase_date) as first_purchase_date,
        max(lapses.purchase_date) as last_purchase_date,
        max(coalesce(lapses.returned_date, cast('9999-12-31' as date)))
            as returned_date
    from lapses
    inner join calendar on lapses.lapsed_date = calendar.business_date
    group by
        lapses.measure_id,
        lapses.threshold_days,
        calendar.grain,
        calendar.period_start,
        calendar.period_end,
        lapses.user_id
)

select
    found.measure_id,
    found.grain,
    found.period_start,
    found.user_id,
    found.returned_date > least(found.period_end, {{ as_of_date() }})
        as is_lapsed_at_end,
    found.first_purchase_date >= found.period_start as is_new,
    -- Whoever bought in the period first may have been lapsed when it began.
    found.first_purchase_date < found.period_start
    and (
        purchases.last_before_date is null
        or cast(found.period_start - purchases.last_before_date as int) - 1
        <= found.threshold_days
    ) as was_active
from lapses_in_periods as found
left join purchases
    on
        found.user_id = purchases.user_id
        and found.grain = purchases.grain
        and found.period_start = purchases.period_start
