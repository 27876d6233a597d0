-- One row per grain and period longer than a day: net revenue, guests included.
{{ config(schema='user_facts') }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

order_days as (
    select
        ordered_date,
        sum(kept_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where is_kept
    group by ordered_date
)

select
    calendar.grain,
    calendar.period_start,
    cast(coalesce(sum(order_days.net_revenue), 0) as decimal(18, 2)) as net_revenue
from calendar
left join order_days on calendar.business_date = order_days.ordered_date
group by calendar.grain, calendar.period_start
