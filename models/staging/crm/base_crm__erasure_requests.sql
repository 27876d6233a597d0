-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('crm')) }}

with

erasure_requests as (
    select * from {{ source('crm', 'erasure_requests') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('requested_at', source_time_zone('crm')) }}
            as requested_at_value
    from erasure_requests
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['request_id', 'member_no', 'requested_at']) }},
            {{ cast_failures({'requested_at': 'requested_at_value'}) }},
            {{ impossible_times({'requested_at': 'requested_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(request_id) as request_id,
    trim(member_no) as member_no,
    requested_at_value as requested_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
