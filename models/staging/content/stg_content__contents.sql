-- One row per landed row of a content.
{{ config(enabled=is_enabled('content')) }}

with

contents as (
    select * from {{ ref('base_content__contents') }}
    where quarantine_reason is null
)

select
    'content' as source_system,
    content_id,
    content_type,
    title,
    category,
    published_at,
    _loaded_at,
    _file,
    _row
from contents
