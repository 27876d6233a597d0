-- One row per member record: the version in force.

with

members as (
    select * from {{ ref('int_members_classified') }}
    where set_aside_reason is null
)

select
    source_system,
    member_id,
    joined_at,
    ended_at,
    acquisition_source,
    birth_date,
    age_band,
    gender,
    city,
    occupation,
    member_level,
    updated_at
from members
