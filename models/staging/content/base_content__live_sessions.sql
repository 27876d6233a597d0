-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('content')) }}

with

live_sessions as (
    select * from {{ source('content', 'live_sessions') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('started_at', source_time_zone('content')) }}
            as started_at_value,
        {{ utc_instant('ended_at', source_time_zone('content')) }} as ended_at_value
    from live_sessions
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['live_id', 'started_at', 'ended_at']) }},
            {{ cast_failures({
                'started_at': 'started_at_value',
                'ended_at': 'ended_at_value',
            }) }},
            {{ impossible_times({'started_at': 'started_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(live_id) as live_id,
    nullif(trim(title), '') as title,
    started_at_value as started_at,
    ended_at_value as ended_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
