-- One row per member record in a campaign, with the arm it was assigned to.
-- A person with two member records may be in a campaign twice.

with

campaign_members as (
    select * from {{ ref('int_campaign_members_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    {{ row_digest([
        'campaign_members.source_system',
        'campaign_members.campaign_id',
        'campaign_members.identifier_type',
        'campaign_members.identifier',
    ]) }} as campaign_member_id,
    campaign_members.source_system,
    campaign_members.campaign_id,
    identifiers.user_id,
    campaign_members.arm,
    campaign_members.variant,
    campaign_members.assigned_at,
    {{ business_date('campaign_members.assigned_at') }} as assigned_date
from campaign_members
left join identifiers
    on
        campaign_members.identifier_type = identifiers.identifier_type
        and campaign_members.identifier = identifiers.identifier
