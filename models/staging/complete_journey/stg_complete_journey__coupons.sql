-- One row per landed row of a coupon redeemed.
{{ config(enabled=is_enabled('complete_journey')) }}

with

coupon_redemptions as (
    select * from {{ ref('base_complete_journey__coupon_redemptions') }}
    where quarantine_reason is null
)

-- Only redemptions are landed, by date: what was issued and not used is not known, and
-- noon is as good as any instant of the day.
select
    'complete_journey' as source_system,
    household_id
    || '-'
    || coupon_upc
    || '-'
    || campaign_id
    || '-'
    || cast(redeemed_date as string) as coupon_id,
    'complete_journey.member_id' as identifier_type,
    household_id as identifier,
    campaign_id,
    cast(null as decimal(18, 2)) as face_amount,
    cast(null as decimal(18, 2)) as threshold_amount,
    cast(null as timestamp) as issued_at,
    cast(null as timestamp) as expires_at,
    {{ local_to_utc(
        "cast(redeemed_date as timestamp) + interval '12' hour", var('business_time_zone')
    ) }} as redeemed_at,
    cast(null as string) as order_system,
    cast(null as string) as order_id,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from coupon_redemptions
