-- One row per staged row of a content, with the reason for which it is not used (null:
-- it is).

with

contents as (
    select * from {{ ref('int_contents_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['content_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['content_id'], [
            'content_type', 'title', 'category', 'published_at'
        ], has_updated_at=false) }} as copy_number
    from contents
)

select
    source_system,
    source_system || ':' || content_id as content_id,
    content_type,
    title,
    category,
    published_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('published_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
