-- One row per bronze row: values cast, and what could not be read named.
-- Bronze only grows, so a build reads the files that it has not read yet.
{{ config(
    materialized=grown(),
    incremental_strategy='append',
    on_schema_change='fail',
    enabled=is_enabled('engagement')
) }}

with

events as (
    select * from {{ source('engagement', 'events') }} as events
    where _loaded_at <= {{ known_at() }} and {{ is_unread('events') }}
),

cast_values as (
    select
        *,
        {{ utc_instant('happened_at', source_time_zone('engagement')) }}
            as happened_at_value,
        try_cast(message_length as int) as message_length_value,
        try_cast(dwell_seconds as int) as dwell_seconds_value,
        try_cast(step as int) as step_value
    from events
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['event_id', 'event', 'happened_at']) }},
            case
                when coalesce(unionid, external_userid, device_id) is null
                    then 'unionid, external_userid, device_id are missing'
            end,
            {{ cast_failures({'happened_at': 'happened_at_value'}) }},
            {{ impossible_times({'happened_at': 'happened_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'message_length': 'message_length_value',
            'dwell_seconds': 'dwell_seconds_value',
            'step': 'step_value',
        }) }} as value_issue
    from cast_values
)

select
    trim(event_id) as event_id,
    unionid,
    external_userid,
    device_id,
    trim(event) as event_type,
    happened_at_value as happened_at,
    nullif(trim(channel), '') as channel,
    nullif(trim(chat_id), '') as group_id,
    nullif(trim(content_id), '') as content_id,
    nullif(trim(live_id), '') as live_id,
    nullif(trim(product_id), '') as product_id,
    nullif(trim(campaign_id), '') as campaign_id,
    message_length_value as message_length,
    dwell_seconds_value as dwell_seconds,
    step_value as signup_step,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
