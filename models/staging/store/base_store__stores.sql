-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('store')) }}

with

stores as (
    select * from {{ source('store', 'stores') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        cast(try_cast(opened_on as timestamp) as date) as opened_on_value,
        cast(try_cast(closed_on as timestamp) as date) as closed_on_value,
        {{ utc_instant('updated_at', source_time_zone('store')) }} as updated_at_value
    from stores
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['store_no', 'opened_on', 'updated_at']) }},
            {{ cast_failures({
                'opened_on': 'opened_on_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'updated_at': 'updated_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'closed_on': 'closed_on_value'}) }} as value_issue
    from cast_values
)

select
    trim(store_no) as store_id,
    nullif(trim(store_name), '') as store_name,
    nullif(trim(city), '') as city,
    opened_on_value as opened_date,
    closed_on_value as closed_date,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
