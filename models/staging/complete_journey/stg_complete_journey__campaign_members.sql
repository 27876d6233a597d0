-- One row per landed row of a household in a campaign.
{{ config(enabled=is_enabled('complete_journey')) }}

with

campaigns as (
    select * from {{ ref('base_complete_journey__campaigns') }}
    where quarantine_reason is null
)

-- Households without the campaign are no control group: nobody drew lots.
select
    'complete_journey' as source_system,
    campaign_id,
    'complete_journey.member_id' as identifier_type,
    household_id as identifier,
    'treated' as arm,
    cast(null as string) as variant,
    cast(null as timestamp) as assigned_at,
    _loaded_at,
    _file,
    _row
from campaigns
