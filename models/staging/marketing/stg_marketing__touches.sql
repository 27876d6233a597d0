-- One row per landed row of a message or push to one person.
{{ config(enabled=is_enabled('marketing')) }}

with

touches as (
    select * from {{ ref('base_marketing__touches') }}
    where quarantine_reason is null
)

select
    'marketing' as source_system,
    touch_id,
    'crm.member_id' as identifier_type,
    member_no as identifier,
    campaign_id,
    content_id,
    category,
    staff_id,
    channel,
    variant,
    sent_at,
    delivered_at,
    opened_at,
    clicked_at,
    forwarded_at,
    _loaded_at,
    _file,
    _row
from touches
