-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('shop')) }}

with

carts as (
    select * from {{ source('shop', 'carts') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(quantity as decimal(18, 3)) as quantity_value,
        {{ utc_instant('happened_at', source_time_zone('shop')) }} as happened_at_value
    from carts
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'cart_event_id',
                'buyer_id',
                'product_id',
                'action',
                'happened_at',
            ]) }},
            {{ cast_failures({'happened_at': 'happened_at_value'}) }},
            {{ impossible_times({'happened_at': 'happened_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'quantity': 'quantity_value'}) }} as value_issue
    from cast_values
)

select
    trim(cart_event_id) as cart_event_id,
    trim(buyer_id) as member_id,
    trim(product_id) as product_id,
    trim(action) as cart_action,
    quantity_value as quantity,
    happened_at_value as happened_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
