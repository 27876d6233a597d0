-- One row per scope, member of staff or store, and month: the touches sent by the one,
-- or by the staff of the other, and what became of them.
-- A touch is mature for an outcome when the window for it is over.
{{ config(schema='user_facts') }}

with

staff as (
    select * from {{ ref('dim_staff') }}
),

windows as (
    select
        max(case when window_name = 'open' then window_hours end) as open_hours,
        max(case when window_name = 'order' then window_hours end) as order_hours
    from {{ ref('attribution_windows') }}
),

credited as (
    select distinct touch_id from {{ ref('int_orders_credited') }}
),

followed as (
    select
        touches.staff_id,
        {{ month_start('touches.sent_date') }} as month_start,
        case when touches.is_delivered then 1 else 0 end as is_delivered,
        case when touches.seconds_to_open <= windows.open_hours * 3600 then 1 else 0 end
            as is_opened,
        case
            when
                touches.sent_date + cast(ceil(windows.open_hours / 24) as int)
                <= {{ as_of_date() }}
                then 1
            else 0
        end as is_open_mature,
        case when credited.touch_id is null then 0 else 1 end as is_converted,
        case
            when
                touches.sent_date + cast(ceil(windows.order_hours / 24) as int)
                <= {{ as_of_date() }}
                then 1
            else 0
        end as is_order_mature
    from {{ ref('fct_touches') }} as touches
    cross join windows
    left join credited on touches.touch_id = credited.touch_id
    where touches.staff_id is not null
),

counted as (
    select
        staff_id,
        month_start,
        count(*) as sent,
        sum(is_delivered) as delivered,
        sum(is_delivered * is_open_mature) as open_mature,
        sum(is_delivered * is_open_mature * is_opened) as opened,
        sum(is_delivered * is_order_mature) as order_mature,
        sum(is_delivered * is_order_mature * is_converted) as converted
    from followed
    group by staff_id, month_start
),

scoped as (
    select
        counted.*,
        'staff' as scope,
        counted.staff_id as performer_id
    from counted
    union all
    select
        counted.*,
        'store' as scope,
        staff.store_id as performer_id
    from counted
    inner join staff on counted.staff_id = staff.staff_id
    where staff.store_id is not null
)

select
    scope,
    performer_id,
    month_start,
    cast(sum(sent) as bigint) as sent_touches,
    cast(sum(delivered) as bigint) as delivered_touches,
    cast(sum(open_mature) as bigint) as open_mature_touches,
    cast(sum(opened) as bigint) as opened_touches,
    cast(sum(order_mature) as bigint) as order_mature_touches,
    cast(sum(converted) as bigint) as converted_touches
from scoped
group by scope, performer_id, month_start
