-- One row per interaction up to as_of_date: something that a person did in a channel of
-- the brand, other than buying.
-- A view: who stands behind an identifier is looked up when it is read.
{{ config(materialized='view') }}

with

events as (
    select * from {{ ref('int_events_classified') }}
    where set_aside_reason is null and happened_date <= {{ as_of_date() }}
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    events.event_id,
    events.source_system,
    identifiers.user_id,
    events.event_type,
    events.happened_at,
    events.happened_date,
    md5(
        events.identifier_type
        || '|'
        || events.identifier
        || '|'
        || cast(events.happened_date as string)
        || '|'
        || cast(events.session_number as string)
    ) as session_id,
    events.channel,
    events.group_id,
    events.content_id,
    events.live_id,
    events.product_id,
    events.campaign_id,
    events.message_length,
    events.dwell_seconds,
    events.signup_step
from events
left join identifiers
    on
        events.identifier_type = identifiers.identifier_type
        and events.identifier = identifiers.identifier
