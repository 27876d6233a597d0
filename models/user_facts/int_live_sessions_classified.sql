-- One row per staged row of a live session, with the reason for which it is not used
-- (null: it is).

with

live_sessions as (
    select * from {{ ref('int_live_sessions_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['live_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['live_id'], [
            'title', 'started_at', 'ended_at'
        ], has_updated_at=false) }} as copy_number
    from live_sessions
)

select
    source_system,
    source_system || ':' || live_id as live_id,
    title,
    started_at,
    ended_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('started_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
