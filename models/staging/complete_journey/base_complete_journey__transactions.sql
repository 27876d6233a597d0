-- One row per bronze row: values cast, what could not be read named, lines of a basket
-- numbered.
{{ config(materialized='table', enabled=is_enabled('complete_journey')) }}

with

transactions as (
    select * from {{ source('complete_journey', 'transactions') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(quantity as decimal(18, 3)) as line_quantity,
        try_cast(sales_value as decimal(18, 2)) as paid_amount,
        try_cast(retail_disc as decimal(18, 2)) as retail_discount,
        try_cast(coupon_match_disc as decimal(18, 2)) as coupon_match_discount,
        {{ utc_instant('transaction_timestamp', source_time_zone('complete_journey')) }}
            as ordered_at
    from transactions
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'household_id',
                'basket_id',
                'product_id',
                'sales_value',
                'transaction_timestamp',
            ]) }},
            {{ cast_failures({
                'sales_value': 'paid_amount', 'transaction_timestamp': 'ordered_at'
            }) }},
            {{ impossible_times({'transaction_timestamp': 'ordered_at'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'quantity': 'line_quantity',
            'retail_disc': 'retail_discount',
            'coupon_match_disc': 'coupon_match_discount',
        }) }} as value_issue
    from cast_values
)

select
    basket_id,
    -- The file has no line number; a product stands once in a basket, or is numbered.
    basket_id
    || '-'
    || product_id
    || '-'
    || cast(row_number() over (
        partition by basket_id, product_id, _file, _loaded_at
        order by _row nulls last
    ) as string) as line_id,
    -- A later load of the basket replaces it whole, lines that it lacks included.
    _loaded_at < max(_loaded_at) over (partition by basket_id) as is_replaced,
    household_id,
    store_id,
    product_id,
    line_quantity as quantity,
    paid_amount,
    -- A manufacturer's coupon (coupon_disc) is paid back to the retailer, so it is no
    -- discount of his.
    cast(
        coalesce(retail_discount, 0)
        + coalesce(coupon_match_discount, 0) as decimal(18, 2)
    ) as discount_amount,
    ordered_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
