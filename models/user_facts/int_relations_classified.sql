-- One row per staged row of a contact with a member of staff or stay in a group, with
-- the reason for which it is not used (null: it is).

with

relations as (
    select * from {{ ref('int_relations_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['relation_kind', 'relation_id']) }} as version_number,
        {{ copy_number(['relation_kind', 'relation_id'], [
            'identifier_type', 'identifier', 'staff_id', 'group_id', 'started_at',
            'ended_at', 'ended_by', 'acquisition_source', 'updated_at'
        ]) }} as copy_number
    from relations
)

select
    source_system,
    source_system || ':' || relation_id as relation_id,
    relation_kind,
    identifier_type,
    identifier,
    {{ listed_key('staff', 'staff_id') }} as staff_id,
    {{ listed_key('groups', 'group_id') }} as group_id,
    started_at,
    ended_at,
    ended_by,
    acquisition_source,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('started_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
