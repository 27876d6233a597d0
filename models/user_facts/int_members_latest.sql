-- One row per member record: the version in force.

with

members as (
    select * from {{ ref('int_members_classified') }}
    where set_aside_reason is null
)

select
    member_id,
    joined_at,
    ended_at,
    acquisition_source,
    birth_date,
    age_band,
    gender,
    city,
    occupation,
    member_level
from members
