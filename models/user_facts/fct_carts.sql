-- One row per cart event: a product put into a cart, or taken out of it.
-- Quantities are positive; the action says the direction.

with

carts as (
    select * from {{ ref('int_carts_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    carts.cart_event_id,
    carts.source_system,
    identifiers.user_id,
    carts.product_id,
    carts.cart_action,
    carts.quantity,
    carts.happened_at,
    {{ business_date('carts.happened_at') }} as happened_date
from carts
left join identifiers
    on
        carts.identifier_type = identifiers.identifier_type
        and carts.identifier = identifiers.identifier
