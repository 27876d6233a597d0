-- One row per landed row of a community event.
{{ config(enabled=is_enabled('content')) }}

with

community_events as (
    select * from {{ ref('base_content__community_events') }}
    where quarantine_reason is null
)

select
    'content' as source_system,
    community_event_id,
    group_id,
    event_name,
    held_at,
    participant_count,
    _loaded_at,
    _file,
    _row
from community_events
