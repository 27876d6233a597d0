-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('store')) }}

with

cards as (
    select * from {{ source('store', 'cards') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('opened_at', source_time_zone('store')) }} as opened_at_value
    from cards
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['card_no', 'opened_at']) }},
            {{ cast_failures({'opened_at': 'opened_at_value'}) }},
            {{ impossible_times({'opened_at': 'opened_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    card_no,
    phone,
    opened_at_value as opened_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
