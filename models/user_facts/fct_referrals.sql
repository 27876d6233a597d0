-- One row per invitation in force, with whether it counts.
-- Of the invitations of a person that can count the first one does. Where the first
-- ones form a circle, the last of them closes it and does not count; nobody else takes
-- its place.
{%- set rounds = 6 %}

with

judged as (
    select * from {{ ref('int_referrals_judged') }}
),

candidates_numbered as (
    select
        invitation_id,
        inviter_user_id,
        invitee_user_id,
        row_number() over (
            order by invited_at nulls last, invitation_id nulls last
        ) as invitation_number,
        row_number() over (
            partition by invitee_user_id
            order by invited_at nulls last, invitation_id nulls last
        ) as number_of_invitee
    from judged
    where invalid_reason is null
),

-- Who has an inviter, inviter's inviter, … : after each round the links are twice as
-- long, after six 64 generations. Who has one then is in a circle or below it.
links_0 as (
    select
        invitee_user_id as user_id,
        inviter_user_id as above_user_id,
        invitation_number as latest_number
    from candidates_numbered
    where number_of_invitee = 1
),

{% for round in range(rounds) -%}
links_{{ round + 1 }} as (
    select
        lower_half.user_id,
        upper_half.above_user_id,
        greatest(lower_half.latest_number, upper_half.latest_number) as latest_number
    from links_{{ round }} as lower_half
    inner join links_{{ round }} as upper_half
        on lower_half.above_user_id = upper_half.user_id
),

{% endfor -%}
people_in_circles as (
    select distinct above_user_id as user_id from links_{{ rounds }}
),

closing_invitations as (
    select distinct links.latest_number as invitation_number
    from links_{{ rounds }} as links
    inner join people_in_circles on links.user_id = people_in_circles.user_id
),

reasons_found as (
    select
        candidates_numbered.invitation_id,
        case
            when candidates_numbered.number_of_invitee > 1 then 'later_invitation'
            when closing_invitations.invitation_number is not null then 'circle'
        end as invalid_reason
    from candidates_numbered
    left join closing_invitations
        on
            candidates_numbered.invitation_number
            = closing_invitations.invitation_number
)

select
    judged.invitation_id,
    judged.source_system,
    judged.inviter_user_id,
    judged.invitee_user_id,
    judged.invited_at,
    {{ business_date('judged.invited_at') }} as invited_date,
    judged.accepted_at,
    {{ business_date('judged.accepted_at') }} as accepted_date,
    coalesce(judged.invalid_reason, reasons_found.invalid_reason) is null as is_valid,
    coalesce(judged.invalid_reason, reasons_found.invalid_reason) as invalid_reason
from judged
left join reasons_found on judged.invitation_id = reasons_found.invitation_id
