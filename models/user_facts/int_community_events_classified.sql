-- One row per staged row of a community event, with the reason for which it is not used
-- (null: it is).

with

community_events as (
    select * from {{ ref('int_community_events_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['community_event_id'], has_updated_at=false) }}
            as version_number,
        {{ copy_number(['community_event_id'], [
            'group_id', 'event_name', 'held_at', 'participant_count'
        ], has_updated_at=false) }} as copy_number
    from community_events
)

select
    source_system,
    source_system || ':' || community_event_id as community_event_id,
    {{ listed_key('groups', 'group_id') }} as group_id,
    event_name,
    held_at,
    participant_count,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('held_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
