-- One row per landed row of an interaction.
{{ config(enabled=is_enabled('engagement')) }}

with

events as (
    select * from {{ ref('base_engagement__events') }}
    where quarantine_reason is null
)

select
    'engagement' as source_system,
    event_id,
    case
        when unionid is not null then 'unionid'
        when external_userid is not null then 'external_userid'
        else 'device'
    end as identifier_type,
    coalesce(unionid, external_userid, device_id) as identifier,
    event_type,
    happened_at,
    channel,
    group_id,
    content_id,
    live_id,
    product_id,
    campaign_id,
    message_length,
    dwell_seconds,
    signup_step,
    _loaded_at,
    _file,
    _row
from events
