-- One row per delivery.
-- An order that goes out in several parcels has several rows.

with

shipments as (
    select
        *,
        {{ until_as_of('delivered_at') }} as known_delivered_at
    from {{ ref('int_shipments_classified') }}
    where set_aside_reason is null
),

shipments_dated as (
    select
        *,
        {{ business_date('known_delivered_at') }} as delivered_date
    from shipments
),

orders as (
    select * from {{ ref('fct_orders') }}
)

select
    shipments_dated.shipment_id,
    shipments_dated.source_system,
    shipments_dated.order_id,
    orders.user_id,
    orders.ordered_date,
    shipments_dated.shipped_at,
    {{ business_date('shipments_dated.shipped_at') }} as shipped_date,
    shipments_dated.known_delivered_at as delivered_at,
    shipments_dated.delivered_date,
    cast(shipments_dated.delivered_date - orders.ordered_date as int) <= 1
        as is_next_day
from shipments_dated
left join orders on shipments_dated.order_id = orders.order_id
