-- One row per landed row of a contact with a member of staff or stay in a group.
{{ config(enabled=is_enabled('wecom')) }}

with

contacts as (
    select * from {{ ref('base_wecom__contacts') }}
    where quarantine_reason is null
),

group_members as (
    select * from {{ ref('base_wecom__group_members') }}
    where quarantine_reason is null
),

united as (
    select
        'contact' as relation_kind,
        relation_id,
        external_userid,
        staff_id,
        cast(null as string) as group_id,
        started_at,
        ended_at,
        ended_by,
        acquisition_source,
        updated_at,
        _loaded_at,
        _file,
        _row
    from contacts
    union all
    select
        'group' as relation_kind,
        relation_id,
        external_userid,
        cast(null as string) as staff_id,
        group_id,
        started_at,
        ended_at,
        cast(null as string) as ended_by,
        cast(null as string) as acquisition_source,
        updated_at,
        _loaded_at,
        _file,
        _row
    from group_members
)

select
    'wecom' as source_system,
    relation_id,
    relation_kind,
    'external_userid' as identifier_type,
    external_userid as identifier,
    staff_id,
    group_id,
    started_at,
    ended_at,
    ended_by,
    acquisition_source,
    updated_at,
    _loaded_at,
    _file,
    _row
from united
