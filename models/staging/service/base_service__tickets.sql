-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('service')) }}

with

tickets as (
    select * from {{ source('service', 'tickets') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('opened_at', source_time_zone('service')) }} as opened_at_value,
        {{ utc_instant('first_reply_at', source_time_zone('service')) }}
            as first_reply_at_value,
        {{ utc_instant('resolved_at', source_time_zone('service')) }}
            as resolved_at_value,
        {{ utc_instant('updated_at', source_time_zone('service')) }}
            as updated_at_value
    from tickets
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'ticket_id',
                'ticket_type',
                'opened_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'opened_at': 'opened_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'opened_at': 'opened_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'first_reply_at': 'first_reply_at_value',
            'resolved_at': 'resolved_at_value',
        }) }} as value_issue
    from cast_values
)

select
    trim(ticket_id) as ticket_id,
    nullif(trim(member_no), '') as member_no,
    caller_phone,
    nullif(trim(order_system), '') as order_system,
    nullif(trim(order_id), '') as order_id,
    nullif(trim(channel), '') as channel,
    trim(ticket_type) as ticket_type,
    nullif(trim(theme), '') as theme,
    opened_at_value as opened_at,
    first_reply_at_value as first_replied_at,
    resolved_at_value as resolved_at,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
