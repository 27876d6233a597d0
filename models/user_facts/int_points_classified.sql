-- One row per staged row of a movement of points, with the reason for which it is not
-- used (null: it is).

with

points as (
    select * from {{ ref('int_points_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['movement_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['movement_id'], [
            'identifier_type', 'identifier', 'movement_kind', 'points',
            'order_system', 'order_id', 'moved_at'
        ], has_updated_at=false) }} as copy_number
    from points
)

select
    source_system,
    source_system || ':' || movement_id as movement_id,
    identifier_type,
    identifier,
    movement_kind,
    points,
    order_system || ':' || order_id as order_id,
    moved_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('moved_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
