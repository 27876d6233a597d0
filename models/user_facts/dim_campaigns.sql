-- One row per campaign.

with

campaigns as (
    select * from {{ ref('int_campaigns_classified') }}
    where set_aside_reason is null
)

select
    campaign_id,
    source_system,
    campaign_name,
    campaign_type,
    starts_at,
    {{ business_date('starts_at') }} as starts_date,
    ends_at,
    {{ business_date('ends_at') }} as ends_date
from campaigns
