-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('shop')) }}

with

shipments as (
    select * from {{ source('shop', 'shipments') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('shipped_at', source_time_zone('shop')) }} as shipped_at_value,
        {{ utc_instant('delivered_at', source_time_zone('shop')) }}
            as delivered_at_value,
        {{ utc_instant('updated_at', source_time_zone('shop')) }} as updated_at_value
    from shipments
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'shipment_id',
                'order_id',
                'shipped_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'shipped_at': 'shipped_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'shipped_at': 'shipped_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'delivered_at': 'delivered_at_value'}) }} as value_issue
    from cast_values
)

select
    trim(shipment_id) as shipment_id,
    trim(order_id) as order_id,
    shipped_at_value as shipped_at,
    delivered_at_value as delivered_at,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
