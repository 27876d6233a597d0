-- One row per landed row of a coupon.
{{ config(enabled=is_enabled('marketing')) }}

with

coupons as (
    select * from {{ ref('base_marketing__coupons') }}
    where quarantine_reason is null
)

select
    'marketing' as source_system,
    coupon_id,
    'crm.member_id' as identifier_type,
    member_no as identifier,
    campaign_id,
    face_amount,
    threshold_amount,
    issued_at,
    expires_at,
    redeemed_at,
    order_system,
    order_id,
    updated_at,
    _loaded_at,
    _file,
    _row
from coupons
