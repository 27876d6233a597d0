-- One row per staged row of a group, with the reason for which it is not used (null: it
-- is).

with

groups as (
    select * from {{ ref('int_groups_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['group_id']) }} as version_number,
        {{ copy_number(['group_id'], [
            'group_name', 'owner_staff_id', 'opened_at', 'closed_at', 'updated_at'
        ]) }} as copy_number
    from groups
)

select
    source_system,
    source_system || ':' || group_id as group_id,
    group_name,
    {{ listed_key('staff', 'owner_staff_id') }} as owner_staff_id,
    opened_at,
    closed_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('opened_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
