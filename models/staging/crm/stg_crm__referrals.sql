-- One row per landed row of an invitation.
{{ config(enabled=is_enabled('crm')) }}

with

referrals as (
    select * from {{ ref('base_crm__referrals') }}
    where quarantine_reason is null
)

select
    'crm' as source_system,
    invitation_id,
    'crm.member_id' as inviter_identifier_type,
    inviter_no as inviter_identifier,
    case when invitee_no is not null then 'crm.member_id' end
        as invitee_identifier_type,
    invitee_no as invitee_identifier,
    invited_at,
    accepted_at,
    _loaded_at,
    _file,
    _row
from referrals
