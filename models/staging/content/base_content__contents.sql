-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('content')) }}

with

contents as (
    select * from {{ source('content', 'contents') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('published_at', source_time_zone('content')) }}
            as published_at_value
    from contents
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['content_id', 'content_type', 'published_at']) }},
            {{ cast_failures({'published_at': 'published_at_value'}) }},
            {{ impossible_times({'published_at': 'published_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(content_id) as content_id,
    trim(content_type) as content_type,
    nullif(trim(title), '') as title,
    nullif(trim(category), '') as category,
    published_at_value as published_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
