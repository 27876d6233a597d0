-- One row per product and file that carried it.
{{ config(enabled=is_enabled('complete_journey')) }}

with

products as (
    select * from {{ ref('base_complete_journey__products') }}
    where quarantine_reason is null
)

select
    'complete_journey' as source_system,
    product_id,
    product_name,
    category,
    brand,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from products
