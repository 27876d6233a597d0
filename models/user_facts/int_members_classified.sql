-- One row per staged row of a member record, with the reason for which it is not the
-- version in force (null: it is).

with

members as (
    select * from {{ ref('int_members_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['member_id']) }} as version_number,
        {{ copy_number(['member_id'], [
            'joined_at', 'ended_at', 'acquisition_source', 'birth_date', 'age_band', 'gender', 'city', 'occupation',
            'member_level', 'updated_at'
        ]) }} as copy_number
    from members
)

select
    source_system,
    source_system || ':' || member_id as member_id,
    joined_at,
    ended_at,
    acquisition_source,
    birth_date,
    age_band,
    gender,
    city,
    occupation,
    member_level,
    updated_at,
    {{ set_aside_reason() }} as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
