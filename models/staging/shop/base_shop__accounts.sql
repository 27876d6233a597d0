-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('shop')) }}

with

accounts as (
    select * from {{ source('shop', 'accounts') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('registered_at', source_time_zone('shop')) }}
            as registered_at_value,
        {{ utc_instant('updated_at', source_time_zone('shop')) }} as updated_at_value
    from accounts
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['buyer_id', 'registered_at', 'updated_at']) }},
            {{ cast_failures({
                'registered_at': 'registered_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'registered_at': 'registered_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(buyer_id) as member_id,
    phone,
    unionid,
    openid,
    device_id,
    registered_at_value as joined_at,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
