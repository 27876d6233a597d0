-- One row per movement of points.
-- Points are signed and add up; the balance is that of one person after the movement
-- and does not.

with

points as (
    select * from {{ ref('int_points_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

movements_signed as (
    select
        points.movement_id,
        points.source_system,
        identifiers.user_id,
        points.order_id,
        points.movement_kind,
        case
            when points.movement_kind = 'earn' then points.points
            when points.movement_kind in ('redeem', 'expire') then -points.points
        end as points,
        points.moved_at
    from points
    left join identifiers
        on
            points.identifier_type = identifiers.identifier_type
            and points.identifier = identifiers.identifier
)

select
    movement_id,
    source_system,
    user_id,
    order_id,
    movement_kind,
    points,
    case
        when user_id is not null
            then
                cast(sum(points) over (
                    partition by user_id
                    order by moved_at nulls last, movement_id nulls last
                    rows between unbounded preceding and current row
                ) as bigint)
    end as balance,
    moved_at,
    {{ business_date('moved_at') }} as moved_date
from movements_signed
