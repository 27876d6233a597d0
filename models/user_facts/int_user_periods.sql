-- One row per person, grain and period with a paid order in it: the base of every count
-- of buyers.

with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_paid and user_id is not null
),

user_days as (
    select
        user_id,
        ordered_date,
        sum(case when is_kept then 1 else 0 end) as kept_orders,
        sum(kept_amount) as kept_amount,
        max(case when is_kept then 1 else 0 end) as is_purchase_day,
        sum(case when is_kept and occasion_number > 1 then kept_amount else 0 end)
            as repurchase_amount,
        min(first_category) as first_category,
        max(last_category) as last_category
    from orders
    group by user_id, ordered_date
),

users as (
    select * from {{ ref('dim_users') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

aggregated as (
    select
        user_days.user_id,
        calendar.grain,
        calendar.period_start,
        cast(sum(user_days.is_purchase_day) as int) as purchase_days,
        cast(sum(user_days.kept_orders) as bigint) as kept_orders,
        cast(sum(user_days.kept_amount) as decimal(18, 2)) as kept_amount,
        cast(sum(user_days.repurchase_amount) as decimal(18, 2)) as repurchase_amount,
        min(user_days.first_category) as first_category,
        max(user_days.last_category) as last_category
    from user_days
    inner join calendar on user_days.ordered_date = calendar.business_date
    group by user_days.user_id, calendar.grain, calendar.period_start
)

select
    aggregated.user_id,
    aggregated.grain,
    aggregated.period_start,
    aggregated.purchase_days,
    aggregated.kept_orders,
    aggregated.kept_amount,
    aggregated.repurchase_amount,
    aggregated.first_category,
    aggregated.last_category,
    -- Who only had paid orders that were refunded in full is a paid buyer and neither
    -- an old nor a new one.
    case
        when
            aggregated.purchase_days > 0
            and users.first_purchase_date < aggregated.period_start
            then 'old'
        when aggregated.purchase_days > 0 then 'new'
    end as buyer_type
from aggregated
inner join users on aggregated.user_id = users.user_id
