-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('shop')) }}

with

orders as (
    select * from {{ source('shop', 'orders') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('ordered_at', source_time_zone('shop')) }} as ordered_at_value,
        {{ utc_instant('paid_at', source_time_zone('shop')) }} as paid_at_value,
        try_cast(shipping_fee as decimal(18, 2)) as shipping_fee_value,
        {{ utc_instant('updated_at', source_time_zone('shop')) }} as updated_at_value
    from orders
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'order_id',
                'buyer_id',
                'order_type',
                'status',
                'ordered_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'ordered_at': 'ordered_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'ordered_at': 'ordered_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'paid_at': 'paid_at_value',
            'shipping_fee': 'shipping_fee_value',
        }) }} as value_issue
    from cast_values
)

select
    trim(order_id) as order_id,
    trim(buyer_id) as member_id,
    trim(order_type) as order_kind,
    trim(status) as order_status,
    ordered_at_value as ordered_at,
    paid_at_value as paid_at,
    shipping_fee_value as shipping_amount,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
