-- One row per grain, period and channel, store or category: people who bought in it in
-- the period, counted by what they did in it, wherever else they bought.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

purchase_days as (
    select * from {{ ref('int_purchase_days_scoped') }}
),

users as (
    select * from {{ ref('int_users_described') }}
    where first_purchase_date is not null
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

-- A person counts on the first day in the period, and again as one who came back on the
-- second one.
flagged as (
    select
        calendar.grain,
        calendar.period_start,
        purchase_days.dimension,
        purchase_days.dimension_value,
        case
            when purchase_days.previous_purchase_date >= calendar.period_start then 0
            else 1
        end as is_first_day,
        case
            when purchase_days.second_previous_date >= calendar.period_start then 0
            when purchase_days.previous_purchase_date >= calendar.period_start then 1
            else 0
        end as is_second_day,
        case when purchase_days.previous_purchase_date is null then 1 else 0 end
            as is_first_ever,
        case
            when purchase_days.second_previous_date is not null then 0
            when purchase_days.previous_purchase_date is not null then 1
            else 0
        end as is_second_ever
    from purchase_days
    inner join calendar on purchase_days.purchase_date = calendar.business_date
),

counted as (
    select
        grain,
        period_start,
        dimension,
        dimension_value,
        sum(is_first_day) as buyers,
        sum(is_second_day) as repurchasers,
        sum(is_first_day * (1 - is_first_ever)) as old_buyers,
        -- The second day ever, with the first one in the same period.
        sum(is_second_day * is_second_ever) as new_repurchasers,
        sum(is_first_ever) as new_buyers
    from flagged
    group by grain, period_start, dimension, dimension_value
),

-- Of the channel it is the group's new buyers by their first order that are told.
first_channels as (
    select
        calendar.grain,
        calendar.period_start,
        'channel' as dimension,
        users.first_channel,
        count(*) as new_buyers
    from users
    inner join calendar on users.first_purchase_date = calendar.business_date
    group by calendar.grain, calendar.period_start, users.first_channel
)

select
    counted.grain,
    counted.period_start,
    counted.dimension,
    counted.dimension_value,
    cast(counted.buyers as bigint) as buyers,
    cast(counted.repurchasers as bigint) as repurchasers,
    cast(counted.old_buyers as bigint) as old_buyers,
    cast(counted.new_repurchasers as bigint) as new_repurchasers,
    cast(
        case counted.dimension
            when 'channel' then coalesce(first_channels.new_buyers, 0)
            else counted.new_buyers
        end as bigint
    ) as new_buyers
from counted
left join first_channels
    on
        counted.grain = first_channels.grain
        and counted.period_start = first_channels.period_start
        and counted.dimension = first_channels.dimension
        and counted.dimension_value = first_channels.first_channel
