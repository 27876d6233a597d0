-- One row per live session.

with

live_sessions as (
    select * from {{ ref('int_live_sessions_classified') }}
    where set_aside_reason is null
)

select
    live_id,
    source_system,
    title,
    started_at,
    {{ business_date('started_at') }} as started_date,
    {{ until_as_of('ended_at') }} as ended_at
from live_sessions
