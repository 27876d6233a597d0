-- One row per staged row of a member of staff, with the reason for which it is not used
-- (null: it is).

with

staff as (
    select * from {{ ref('int_staff_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['staff_id']) }} as version_number,
        {{ copy_number(['staff_id'], [
            'store_id', 'hired_date', 'left_date', 'updated_at'
        ]) }} as copy_number
    from staff
)

select
    source_system,
    source_system || ':' || staff_id as staff_id,
    {{ listed_key('stores', 'store_id') }} as store_id,
    hired_date,
    left_date,
    coalesce(
        {{ set_aside_reason() }},
        case when hired_date > {{ as_of_date() }} then 'after_as_of_date' end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
