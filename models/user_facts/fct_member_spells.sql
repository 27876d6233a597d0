-- One row per membership: a member record that has, or once had, a level in the member
-- programme. A mere account of a shop is no membership.
-- Half-open: live on started_date <= day < ended_date; an open one has no end.

with

programme_records as (
    select distinct member_id
    from {{ ref('int_members_classified') }}
    where member_level is not null
),

members as (
    select * from {{ ref('int_members_latest') }}
    where {{ business_date('joined_at') }} <= {{ as_of_date() }}
),

members_resolved as (
    select * from {{ ref('int_members_resolved') }}
),

ends_bounded as (
    select
        members.*,
        {{ spell_end('members.joined_at', 'members.ended_at') }} as bounded_ended_at
    from members
    inner join programme_records on members.member_id = programme_records.member_id
)

select
    md5(ends_bounded.member_id) as member_record_id,
    ends_bounded.source_system,
    members_resolved.user_id,
    ends_bounded.joined_at as started_at,
    {{ business_date('ends_bounded.joined_at') }} as started_date,
    ends_bounded.bounded_ended_at as ended_at,
    {{ business_date('ends_bounded.bounded_ended_at') }} as ended_date
from ends_bounded
left join members_resolved on ends_bounded.member_id = members_resolved.member_id
