-- One row per landed row of a product.
{{ config(enabled=is_enabled('shop')) }}

with

products as (
    select * from {{ ref('base_shop__products') }}
    where quarantine_reason is null
)

select
    'shop' as source_system,
    product_id,
    product_name,
    category,
    brand,
    updated_at,
    _loaded_at,
    _file,
    _row
from products
