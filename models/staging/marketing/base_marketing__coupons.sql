-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('marketing')) }}

with

coupons as (
    select * from {{ source('marketing', 'coupons') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(face_amount as decimal(18, 2)) as face_amount_value,
        try_cast(threshold_amount as decimal(18, 2)) as threshold_amount_value,
        {{ utc_instant('issued_at', source_time_zone('marketing')) }}
            as issued_at_value,
        {{ utc_instant('expires_at', source_time_zone('marketing')) }}
            as expires_at_value,
        {{ utc_instant('redeemed_at', source_time_zone('marketing')) }}
            as redeemed_at_value,
        {{ utc_instant('updated_at', source_time_zone('marketing')) }}
            as updated_at_value
    from coupons
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'coupon_id',
                'member_no',
                'face_amount',
                'issued_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'face_amount': 'face_amount_value',
                'issued_at': 'issued_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'issued_at': 'issued_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'threshold_amount': 'threshold_amount_value',
            'expires_at': 'expires_at_value',
            'redeemed_at': 'redeemed_at_value',
        }) }} as value_issue
    from cast_values
)

select
    trim(coupon_id) as coupon_id,
    trim(member_no) as member_no,
    nullif(trim(campaign_id), '') as campaign_id,
    face_amount_value as face_amount,
    threshold_amount_value as threshold_amount,
    issued_at_value as issued_at,
    expires_at_value as expires_at,
    redeemed_at_value as redeemed_at,
    nullif(trim(order_system), '') as order_system,
    nullif(trim(order_id), '') as order_id,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
