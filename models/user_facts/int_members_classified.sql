-- One row per staged row of a member record, with the reason for which it is not the
-- version in force (null: it is).

with

members as (
    select * from {{ ref('int_members_united') }}
),

digested as (
    select
        *,
        {{ row_digest([
            'joined_at', 'ended_at', 'acquisition_source', 'birth_date', 'age_band', 'gender', 'city', 'occupation',
            'member_level', 'updated_at'
        ]) }} as content_digest
    from members
),

versions_numbered as (
    select
        *,
        row_number() over (
            partition by source_system, member_id
            order by {{ version_order() }}
        ) as version_number,
        row_number() over (
            partition by source_system, member_id, content_digest
            order by {{ version_order() }}
        ) as copy_number
    from digested
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
    {{ set_aside_reason() }} as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
