-- One row per event held for one community or several.
-- Participants of two events may be the same people.

with

community_events as (
    select * from {{ ref('int_community_events_classified') }}
    where set_aside_reason is null
)

select
    community_event_id,
    source_system,
    group_id,
    event_name,
    held_at,
    {{ business_date('held_at') }} as held_date,
    participant_count
from community_events
