-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('store')) }}

with

staff as (
    select * from {{ source('store', 'staff') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        cast(try_cast(hired_on as timestamp) as date) as hired_on_value,
        cast(try_cast(left_on as timestamp) as date) as left_on_value,
        {{ utc_instant('updated_at', source_time_zone('store')) }} as updated_at_value
    from staff
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['staff_no', 'hired_on', 'updated_at']) }},
            {{ cast_failures({
                'hired_on': 'hired_on_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'updated_at': 'updated_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'left_on': 'left_on_value'}) }} as value_issue
    from cast_values
)

select
    trim(staff_no) as staff_id,
    nullif(trim(store_no), '') as store_id,
    hired_on_value as hired_date,
    left_on_value as left_date,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
