-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('shop')) }}

with

order_items as (
    select * from {{ source('shop', 'order_items') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(quantity as decimal(18, 3)) as quantity_value,
        try_cast(unit_price as decimal(18, 3)) as unit_price_value,
        try_cast(list_amount as decimal(18, 2)) as list_amount_value,
        try_cast(discount_amount as decimal(18, 2)) as discount_amount_value,
        try_cast(paid_amount as decimal(18, 2)) as paid_amount_value,
        {{ utc_instant('updated_at', source_time_zone('shop')) }} as updated_at_value
    from order_items
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'order_id',
                'line_no',
                'product_id',
                'quantity',
                'list_amount',
                'paid_amount',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'quantity': 'quantity_value',
                'list_amount': 'list_amount_value',
                'paid_amount': 'paid_amount_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'updated_at': 'updated_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'unit_price': 'unit_price_value',
            'discount_amount': 'discount_amount_value',
        }) }} as value_issue
    from cast_values
)

select
    trim(order_id) as order_id,
    trim(line_no) as line_no,
    trim(product_id) as product_id,
    quantity_value as quantity,
    unit_price_value as unit_price,
    list_amount_value as list_amount,
    discount_amount_value as discount_amount,
    paid_amount_value as paid_amount,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
