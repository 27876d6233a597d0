-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('crm')) }}

with

points as (
    select * from {{ source('crm', 'points') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(points as int) as points_value,
        {{ utc_instant('moved_at', source_time_zone('crm')) }} as moved_at_value
    from points
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'movement_id',
                'member_no',
                'kind',
                'points',
                'moved_at',
            ]) }},
            {{ cast_failures({
                'points': 'points_value',
                'moved_at': 'moved_at_value',
            }) }},
            {{ impossible_times({'moved_at': 'moved_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(movement_id) as movement_id,
    trim(member_no) as member_no,
    trim(kind) as movement_kind,
    points_value as points,
    nullif(trim(order_system), '') as order_system,
    nullif(trim(order_id), '') as order_id,
    moved_at_value as moved_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
