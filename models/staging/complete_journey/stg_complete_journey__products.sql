-- One row per product and file that carried it.
{{ config(enabled=is_enabled('complete_journey')) }}

with

products as (
    select * from {{ source('complete_journey', 'products') }}
    where _loaded_at <= {{ known_at() }}
)

select
    'complete_journey' as source_system,
    product_id,
    nullif(trim(product_type), '') as product_name,
    nullif(trim(department), '') as category,
    nullif(trim(brand), '') as brand,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from products
where nullif(trim(product_id), '') is not null
