-- One row per landed row of a group.
{{ config(enabled=is_enabled('wecom')) }}

with

groups as (
    select * from {{ ref('base_wecom__groups') }}
    where quarantine_reason is null
)

select
    'wecom' as source_system,
    group_id,
    group_name,
    owner_staff_id,
    opened_at,
    closed_at,
    updated_at,
    _loaded_at,
    _file,
    _row
from groups
