-- One row per content published.

with

contents as (
    select * from {{ ref('int_contents_classified') }}
    where set_aside_reason is null
)

select
    content_id,
    source_system,
    content_type,
    title,
    category,
    published_at,
    {{ business_date('published_at') }} as published_date
from contents
