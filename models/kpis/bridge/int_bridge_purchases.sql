-- One row per person with a paid order in it, grain and period: what rival definitions
-- of repurchase, churn and new buyers count.
{{ config(schema='user_facts') }}

with

paid_days as (
    select
        user_id,
        ordered_date,
        count(*) as paid_orders,
        min(min(ordered_date)) over (partition by user_id) as first_paid_date
    from {{ ref('fct_orders') }}
    where is_paid and user_id is not null
    group by user_id, ordered_date
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

users as (
    select * from {{ ref('dim_users') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain in ('month', 'quarter', 'year')
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        calendar.period_end,
        paid_days.user_id,
        min(paid_days.first_paid_date) as first_paid_date,
        count(*) as paid_days,
        sum(paid_days.paid_orders) as paid_orders,
        count(purchase_days.purchase_date) as purchase_days,
        min(purchase_days.purchase_date) as first_day,
        -- Only the first purchase day in the period has its previous one before it.
        max(
            case
                when purchase_days.previous_purchase_date < calendar.period_start
                    then purchase_days.previous_purchase_date
            end
        ) as last_before_date,
        min(purchase_days.first_purchase_date) as first_purchase_date
    from paid_days
    inner join calendar on paid_days.ordered_date = calendar.business_date
    left join purchase_days
        on
            paid_days.user_id = purchase_days.user_id
            and paid_days.ordered_date = purchase_days.purchase_date
    group by
        calendar.grain, calendar.period_start, calendar.period_end, paid_days.user_id
)

select
    counted.grain,
    counted.period_start,
    counted.period_end,
    counted.user_id,
    cast(counted.paid_days as int) as paid_days,
    cast(counted.paid_orders as int) as paid_orders,
    cast(counted.purchase_days as int) as purchase_days,
    counted.first_day,
    counted.last_before_date,
    counted.first_paid_date,
    counted.first_purchase_date,
    users.joined_date
from counted
inner join users on counted.user_id = users.user_id
