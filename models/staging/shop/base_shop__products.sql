-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('shop')) }}

with

products as (
    select * from {{ source('shop', 'products') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('updated_at', source_time_zone('shop')) }} as updated_at_value
    from products
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['product_id', 'updated_at']) }},
            {{ cast_failures({'updated_at': 'updated_at_value'}) }},
            {{ impossible_times({'updated_at': 'updated_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(product_id) as product_id,
    nullif(trim(name), '') as product_name,
    nullif(trim(category), '') as category,
    nullif(trim(brand), '') as brand,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
