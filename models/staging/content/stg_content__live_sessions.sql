-- One row per landed row of a live session.
{{ config(enabled=is_enabled('content')) }}

with

live_sessions as (
    select * from {{ ref('base_content__live_sessions') }}
    where quarantine_reason is null
)

select
    'content' as source_system,
    live_id,
    title,
    started_at,
    ended_at,
    _loaded_at,
    _file,
    _row
from live_sessions
