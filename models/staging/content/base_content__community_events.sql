-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('content')) }}

with

community_events as (
    select * from {{ source('content', 'community_events') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('held_at', source_time_zone('content')) }} as held_at_value,
        try_cast(participants as int) as participants_value
    from community_events
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['community_event_id', 'held_at']) }},
            {{ cast_failures({'held_at': 'held_at_value'}) }},
            {{ impossible_times({'held_at': 'held_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'participants': 'participants_value'}) }} as value_issue
    from cast_values
)

select
    trim(community_event_id) as community_event_id,
    nullif(trim(chat_id), '') as group_id,
    nullif(trim(name), '') as event_name,
    held_at_value as held_at,
    participants_value as participant_count,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
