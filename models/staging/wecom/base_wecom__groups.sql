-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('wecom')) }}

with

groups as (
    select * from {{ source('wecom', 'groups') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ epoch_to_utc('create_time') }} as create_time_value,
        {{ epoch_to_utc('dismiss_time') }} as dismiss_time_value,
        {{ epoch_to_utc('updatetime') }} as updatetime_value
    from groups
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['chat_id', 'create_time', 'updatetime']) }},
            {{ cast_failures({
                'create_time': 'create_time_value',
                'updatetime': 'updatetime_value',
            }) }},
            {{ impossible_times({'create_time': 'create_time_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'dismiss_time': 'dismiss_time_value'}) }} as value_issue
    from cast_values
)

select
    trim(chat_id) as group_id,
    nullif(trim(name), '') as group_name,
    nullif(trim(owner), '') as owner_staff_id,
    create_time_value as opened_at,
    dismiss_time_value as closed_at,
    updatetime_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
