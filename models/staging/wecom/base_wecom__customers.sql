-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('wecom')) }}

with

customers as (
    select * from {{ source('wecom', 'customers') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ epoch_to_utc('updatetime') }} as updatetime_value
    from customers
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['external_userid', 'updatetime']) }},
            case
                when coalesce(pending_id, unionid) is null
                    then 'pending_id, unionid are missing'
            end,
            {{ cast_failures({'updatetime': 'updatetime_value'}) }},
            {{ impossible_times({'updatetime': 'updatetime_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    external_userid,
    pending_id,
    unionid,
    updatetime_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
