-- One row per member record: the version in force.

with

members as (
    select * from {{ ref('int_members_united') }}
),

versions_numbered as (
    select
        *,
        row_number() over (
            partition by source_system, member_id
            order by {{ version_order() }}
        ) as version_number
    from members
)

select
    source_system || ':' || member_id as member_id,
    joined_at,
    ended_at,
    acquisition_source,
    birth_date,
    age_band,
    gender,
    city,
    occupation,
    member_level
from versions_numbered
where version_number = 1
