-- One row per landed row of a movement of points.
{{ config(enabled=is_enabled('crm')) }}

with

points as (
    select * from {{ ref('base_crm__points') }}
    where quarantine_reason is null
)

select
    'crm' as source_system,
    movement_id,
    'crm.member_id' as identifier_type,
    member_no as identifier,
    movement_kind,
    points,
    order_system,
    order_id,
    moved_at,
    _loaded_at,
    _file,
    _row
from points
