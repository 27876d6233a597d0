-- One row per staged row of an invitation, with the reason for which it is not used
-- (null: it is).

with

referrals as (
    select * from {{ ref('int_referrals_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['invitation_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['invitation_id'], [
            'inviter_identifier_type', 'inviter_identifier',
            'invitee_identifier_type', 'invitee_identifier', 'invited_at',
            'accepted_at'
        ], has_updated_at=false) }} as copy_number
    from referrals
)

select
    source_system,
    source_system || ':' || invitation_id as invitation_id,
    inviter_identifier_type,
    inviter_identifier,
    invitee_identifier_type,
    invitee_identifier,
    invited_at,
    accepted_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('invited_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
