-- One row per bronze row: values cast, and what could not be read named.
{{ config(enabled=is_enabled('complete_journey')) }}

with

coupon_redemptions as (
    select * from {{ source('complete_journey', 'coupon_redemptions') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(redemption_date as date) as redeemed_date_value
    from coupon_redemptions
)

select
    household_id,
    coupon_upc,
    campaign_id,
    redeemed_date_value as redeemed_date,
    nullif(concat_ws(
        '; ',
        {{ missing_values([
            'household_id', 'coupon_upc', 'campaign_id', 'redemption_date'
        ]) }},
        {{ cast_failures({'redemption_date': 'redeemed_date_value'}) }}
    ), '') as quarantine_reason,
    cast(null as string) as value_issue,
    _loaded_at,
    _file,
    _row
from cast_values
