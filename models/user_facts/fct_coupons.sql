-- One row per coupon, with its use by as_of_date.

with

coupons as (
    select
        *,
        {{ until_as_of('redeemed_at') }} as redeemed_at_as_of
    from {{ ref('int_coupons_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    coupons.coupon_id,
    coupons.source_system,
    identifiers.user_id,
    coupons.campaign_id,
    coupons.face_amount,
    coupons.threshold_amount,
    coupons.issued_at,
    {{ business_date('coupons.issued_at') }} as issued_date,
    coupons.expires_at,
    coupons.redeemed_at_as_of as redeemed_at,
    {{ business_date('coupons.redeemed_at_as_of') }} as redeemed_date,
    coupons.redeemed_at_as_of is not null as is_redeemed,
    case when coupons.redeemed_at_as_of is not null then coupons.order_id end
        as order_id
from coupons
left join identifiers
    on
        coupons.identifier_type = identifiers.identifier_type
        and coupons.identifier = identifiers.identifier
