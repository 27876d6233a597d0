-- One row per invitation in force, with the two people and the reason for which it
-- cannot count, whatever other invitations there are (null: it can).

with

referrals as (
    select
        *,
        {{ until_as_of('accepted_at') }} as known_accepted_at
    from {{ ref('int_referrals_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

first_purchases as (
    select
        user_id,
        min(purchase_date) as first_purchase_date
    from {{ ref('fct_purchase_days') }}
    group by user_id
)

select
    referrals.invitation_id,
    referrals.source_system,
    inviters.user_id as inviter_user_id,
    invitees.user_id as invitee_user_id,
    referrals.invited_at,
    referrals.known_accepted_at as accepted_at,
    case
        when invitees.user_id is null or referrals.known_accepted_at is null
            then 'open'
        when inviters.user_id is null then 'unknown_inviter'
        when inviters.user_id = invitees.user_id then 'self_invite'
        when
            first_purchases.first_purchase_date
            < {{ business_date('referrals.invited_at') }}
            then 'already_customer'
    end as invalid_reason
from referrals
left join identifiers as inviters
    on
        referrals.inviter_identifier_type = inviters.identifier_type
        and referrals.inviter_identifier = inviters.identifier
left join identifiers as invitees
    on
        referrals.invitee_identifier_type = invitees.identifier_type
        and referrals.invitee_identifier = invitees.identifier
left join first_purchases on invitees.user_id = first_purchases.user_id
