-- One row per grain, period and dimension value: people to whom a touch with a content,
-- sent in the period, was delivered; those with a touch whose days for an order are
-- over; and those of them with a kept order credited to such a touch.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set dimensions = {'content_type': 'content_type', 'campaign': 'campaign'} %}

with

touches as (
    select * from {{ ref('int_touches_described') }}
    where content_type <> 'none' and user_id is not null
),

credited as (
    select distinct touch_id from {{ ref('int_orders_credited') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

user_days as (
    select
        touches.user_id,
        touches.sent_date,
        touches.content_type,
        touches.campaign,
        max(case when touches.is_order_mature then 1 else 0 end) as is_mature,
        max(
            case
                when touches.is_order_mature and credited.touch_id is not null then 1
                else 0
            end
        ) as is_converted
    from touches
    left join credited on touches.touch_id = credited.touch_id
    group by
        touches.user_id, touches.sent_date, touches.content_type, touches.campaign
),

user_periods as (
    select
        calendar.grain,
        calendar.period_start,
        user_days.user_id,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        max(user_days.is_mature) as is_mature,
        max(user_days.is_converted) as is_converted
    from user_days
    inner join calendar on user_days.sent_date = calendar.business_date
    group by {{ grouping_sets_of('grain, period_start, user_id', dimensions) }}
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(count(*) as bigint) as touched_users,
    cast(sum(is_mature) as bigint) as mature_users,
    cast(sum(is_converted) as bigint) as converted_users
from user_periods
group by grain, period_start, dimension, dimension_value
