-- One row per landed row of a person in a campaign.
{{ config(enabled=is_enabled('marketing')) }}

with

campaign_members as (
    select * from {{ ref('base_marketing__campaign_members') }}
    where quarantine_reason is null
)

select
    'marketing' as source_system,
    campaign_id,
    'crm.member_id' as identifier_type,
    member_no as identifier,
    arm,
    variant,
    assigned_at,
    _loaded_at,
    _file,
    _row
from campaign_members
