-- One row per landed row of a cost booked.
{{ config(enabled=is_enabled('marketing')) }}

with

costs as (
    select * from {{ ref('base_marketing__costs') }}
    where quarantine_reason is null
)

select
    'marketing' as source_system,
    cost_id,
    booked_date,
    channel,
    campaign_id,
    cost_kind,
    amount,
    _loaded_at,
    _file,
    _row
from costs
