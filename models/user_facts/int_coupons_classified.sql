-- One row per staged row of a coupon, with the reason for which it is not used (null:
-- it is).

with

coupons as (
    select * from {{ ref('int_coupons_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['coupon_id']) }} as version_number,
        {{ copy_number(['coupon_id'], [
            'identifier_type', 'identifier', 'campaign_id', 'face_amount',
            'threshold_amount', 'issued_at', 'expires_at', 'redeemed_at',
            'order_system', 'order_id', 'updated_at'
        ]) }} as copy_number
    from coupons
)

select
    source_system,
    source_system || ':' || coupon_id as coupon_id,
    identifier_type,
    identifier,
    {{ listed_key('campaigns', 'campaign_id') }} as campaign_id,
    face_amount,
    threshold_amount,
    issued_at,
    expires_at,
    redeemed_at,
    order_system || ':' || order_id as order_id,
    coalesce(
        {{ set_aside_reason() }},
        case
            when
                {{ business_date('coalesce(issued_at, redeemed_at)') }}
                > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
