-- One row per landed row of a campaign.
{{ config(enabled=is_enabled('marketing')) }}

with

campaigns as (
    select * from {{ ref('base_marketing__campaigns') }}
    where quarantine_reason is null
)

select
    'marketing' as source_system,
    campaign_id,
    campaign_name,
    campaign_type,
    starts_at,
    ends_at,
    updated_at,
    _loaded_at,
    _file,
    _row
from campaigns
