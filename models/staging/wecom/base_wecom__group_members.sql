-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('wecom')) }}

with

group_members as (
    select * from {{ source('wecom', 'group_members') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ epoch_to_utc('join_time') }} as join_time_value,
        {{ epoch_to_utc('quit_time') }} as quit_time_value,
        {{ epoch_to_utc('updatetime') }} as updatetime_value
    from group_members
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'relation_id',
                'chat_id',
                'external_userid',
                'join_time',
                'updatetime',
            ]) }},
            {{ cast_failures({
                'join_time': 'join_time_value',
                'updatetime': 'updatetime_value',
            }) }},
            {{ impossible_times({'join_time': 'join_time_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'quit_time': 'quit_time_value'}) }} as value_issue
    from cast_values
)

select
    trim(relation_id) as relation_id,
    trim(chat_id) as group_id,
    external_userid,
    join_time_value as started_at,
    quit_time_value as ended_at,
    updatetime_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
