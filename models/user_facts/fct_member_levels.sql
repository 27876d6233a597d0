-- One row per membership and spell of a level in the member programme.
-- Half-open: held on started_date <= day < ended_date; an open one has no end. Spells
-- of a membership do not overlap, end with it, and leave gaps where it had no level.

with

members as (
    select * from {{ ref('int_members_classified') }}
),

member_spells as (
    select * from {{ ref('fct_member_spells') }}
),

versions_ordered as (
    select
        members.*,
        member_spells.member_record_id,
        member_spells.user_id,
        member_spells.started_at as joined_at_in_force,
        member_spells.ended_at as membership_ended_at,
        row_number() over (
            partition by members.member_id
            order by
                members.updated_at nulls first,
                members._loaded_at nulls last,
                members._file nulls last,
                members._row nulls last
        ) as version_from_the_first
    from members
    inner join member_spells on md5(members.member_id) = member_spells.member_record_id
),

versions_placed as (
    select
        *,
        case
            when version_from_the_first > 1 and updated_at > joined_at_in_force
                then updated_at
            else joined_at_in_force
        end as started_at
    from versions_ordered
),

versions_numbered as (
    select
        *,
        {{ version_number(['member_id', 'started_at']) }} as version_number
    from versions_placed
),

levels_compared as (
    select
        *,
        lag(member_level) over (
            partition by member_id order by started_at nulls last
        ) as level_before
    from versions_numbered
    where version_number = 1
),

ends_found as (
    select
        *,
        least(
            lead(started_at) over (
                partition by member_id order by started_at nulls last
            ),
            membership_ended_at
        ) as first_ended_at
    from levels_compared
    where member_level is distinct from level_before
),

ends_bounded as (
    select
        *,
        {{ until_as_of('first_ended_at') }} as ended_at_as_of
    from ends_found
    where
        member_level is not null
        and {{ business_date('started_at') }} <= {{ as_of_date() }}
        and (membership_ended_at is null or started_at < membership_ended_at)
)

select
    member_record_id,
    source_system,
    user_id,
    member_level,
    started_at,
    {{ business_date('started_at') }} as started_date,
    ended_at_as_of as ended_at,
    {{ business_date('ended_at_as_of') }} as ended_date
from ends_bounded
