-- One row per touch that was delivered, with what its numbers are split by.
-- What a touch does not have (content, campaign, test) is none; what nobody knows of it
-- is unknown.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

touches as (
    select * from {{ ref('fct_touches') }}
    where is_delivered
),

contents as (
    select * from {{ ref('dim_contents') }}
),

windows as (
    select
        max(case when window_name = 'open' then window_hours end) as open_hours,
        max(case when window_name = 'order' then window_hours end) as order_hours
    from {{ ref('attribution_windows') }}
)

select
    touches.touch_id,
    touches.user_id,
    touches.category,
    touches.sent_date,
    cast({{ business_hour('touches.sent_at') }} as string) as sent_hour,
    case
        when touches.content_id is null then 'none'
        else coalesce(contents.content_type, 'unknown')
    end as content_type,
    coalesce(touches.campaign_id, 'none') as campaign,
    coalesce(touches.variant, 'none') as variant,
    touches.sent_date + cast(ceil(windows.open_hours / 24.0) as int)
    <= {{ as_of_date() }} as is_open_mature,
    touches.sent_date + cast(ceil(windows.order_hours / 24.0) as int)
    <= {{ as_of_date() }} as is_order_mature,
    touches.is_opened and touches.seconds_to_open <= windows.open_hours * 3600
        as is_opened_in_time,
    touches.is_opened,
    touches.is_clicked,
    touches.is_opened and touches.is_forwarded as is_forwarded
from touches
left join contents on touches.content_id = contents.content_id
cross join windows
