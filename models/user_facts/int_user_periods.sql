-- One row per person, grain and period in which the person did something: the base of
-- every count of people by period. Who did nothing has no row.

with

user_days as (
    select * from {{ ref('fct_user_days') }}
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
        sum(case when user_days.interaction_count > 0 then 1 else 0 end)
            as interaction_days,
        sum(
            case
                when
                    user_days.interaction_count > 0 or user_days.kept_order_count > 0
                    then 1
                else 0
            end
        ) as active_days,
        sum(user_days.interaction_count) as interactions,
        sum(user_days.login_count) as logins,
        sum(user_days.message_count) as messages,
        sum(user_days.session_count) as sessions,
        sum(user_days.share_count) as shares,
        max(case when user_days.login_count > 0 then user_days.activity_date end)
            as last_login_date,
        max(case when user_days.interaction_count > 0 then user_days.activity_date end)
            as last_interaction_date,
        sum(case when user_days.kept_order_count > 0 then 1 else 0 end)
            as purchase_days,
        sum(user_days.paid_order_count) as paid_orders,
        sum(user_days.kept_order_count) as kept_orders,
        sum(user_days.kept_amount) as kept_amount,
        sum(user_days.repurchase_amount) as repurchase_amount,
        min(user_days.first_category) as first_category,
        max(user_days.last_category) as last_category
    from user_days
    inner join calendar on user_days.activity_date = calendar.business_date
    group by user_days.user_id, calendar.grain, calendar.period_start
)

select
    aggregated.user_id,
    aggregated.grain,
    aggregated.period_start,
    cast(aggregated.interaction_days as int) as interaction_days,
    cast(aggregated.active_days as int) as active_days,
    cast(aggregated.interactions as bigint) as interactions,
    cast(aggregated.logins as bigint) as logins,
    cast(aggregated.messages as bigint) as messages,
    cast(aggregated.sessions as bigint) as sessions,
    cast(aggregated.shares as bigint) as shares,
    aggregated.last_login_date,
    aggregated.last_interaction_date,
    cast(aggregated.purchase_days as int) as purchase_days,
    cast(aggregated.paid_orders as bigint) as paid_orders,
    cast(aggregated.kept_orders as bigint) as kept_orders,
    cast(aggregated.kept_amount as decimal(18, 2)) as kept_amount,
    cast(aggregated.repurchase_amount as decimal(18, 2)) as repurchase_amount,
    aggregated.first_category,
    aggregated.last_category,
    -- Who bought nothing, or gave everything back, is neither an old nor a new buyer.
    case
        when
            aggregated.purchase_days > 0
            and users.first_purchase_date < aggregated.period_start
            then 'old'
        when aggregated.purchase_days > 0 then 'new'
    end as buyer_type
from aggregated
inner join users on aggregated.user_id = users.user_id
