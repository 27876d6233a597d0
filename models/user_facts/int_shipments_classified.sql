-- One row per staged row of a delivery, with the reason for which it is not used (null:
-- it is).

with

shipments as (
    select * from {{ ref('int_shipments_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['shipment_id']) }} as version_number,
        {{ copy_number(['shipment_id'], [
            'order_id', 'shipped_at', 'delivered_at', 'updated_at'
        ]) }} as copy_number
    from shipments
)

select
    source_system,
    source_system || ':' || shipment_id as shipment_id,
    source_system || ':' || order_id as order_id,
    shipped_at,
    delivered_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('shipped_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
