-- One row per product: the version in force.

with

products as (
    select * from {{ ref('int_products_united') }}
),

versions_numbered as (
    select
        *,
        row_number() over (
            partition by source_system, product_id
            order by {{ version_order() }}
        ) as version_number
    from products
)

select
    {{ product_key('source_system', 'product_id') }} as product_id,
    product_name,
    category,
    brand
from versions_numbered
where version_number = 1
