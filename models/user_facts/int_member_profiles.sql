-- One row per person with a member record: what is known of the person, each value from
-- the record that said it last.

with

members as (
    select * from {{ ref('int_members_latest') }}
),

resolved as (
    select * from {{ ref('int_members_resolved') }}
),

ranked as (
    select
        members.*,
        resolved.user_id,
        row_number() over (
            partition by resolved.user_id
            order by
                members.updated_at nulls first,
                members.joined_at nulls first,
                members.member_id nulls last
        ) as record_number
    from members
    inner join resolved on members.member_id = resolved.member_id
)

select
    user_id,
    {{ last_said('acquisition_source', 'record_number') }} as acquisition_source,
    {{ last_said('birth_date', 'record_number') }} as birth_date,
    {{ last_said('age_band', 'record_number') }} as age_band,
    {{ last_said('gender', 'record_number') }} as gender,
    {{ last_said('city', 'record_number') }} as city,
    {{ last_said('occupation', 'record_number') }} as occupation,
    {{ last_said('member_level', 'record_number') }} as member_level
from ranked
group by user_id
