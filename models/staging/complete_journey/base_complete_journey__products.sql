-- One row per bronze row: what is missing named.
{{ config(enabled=is_enabled('complete_journey')) }}

with

products as (
    select * from {{ source('complete_journey', 'products') }}
    where _loaded_at <= {{ known_at() }}
)

select
    product_id,
    nullif(trim(product_type), '') as product_name,
    nullif(trim(department), '') as category,
    nullif(trim(brand), '') as brand,
    {{ missing_values(['product_id']) }} as quarantine_reason,
    cast(null as string) as value_issue,
    _loaded_at,
    _file,
    _row
from products
