-- One row per person, category and business day on which the person bought a product of
-- it (kept), or viewed a product or a content of it.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

views as (
    select
        user_id,
        happened_date,
        product_id,
        content_id
    from {{ ref('fct_interactions') }}
    where
        event_type = 'view'
        and user_id is not null
        and (product_id is not null or content_id is not null)
),

products as (
    select * from {{ ref('int_products_latest') }}
    where category is not null
),

contents as (
    select * from {{ ref('dim_contents') }}
    where category is not null
),

items as (
    select * from {{ ref('fct_order_items') }}
    where item_kind = 'product' and kept_amount > 0 and user_id is not null
)

select
    views.user_id,
    products.category,
    views.happened_date as interest_date
from views
inner join products on views.product_id = products.product_id
union
select
    views.user_id,
    contents.category,
    views.happened_date
from views
inner join contents on views.content_id = contents.content_id
union
select
    user_id,
    category,
    ordered_date
from items
where category is not null
