-- One row per staged row of a cart event, with the reason for which it is not used
-- (null: it is).

with

carts as (
    select * from {{ ref('int_carts_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['cart_event_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['cart_event_id'], [
            'member_id', 'product_id', 'cart_action', 'quantity', 'happened_at'
        ], has_updated_at=false) }} as copy_number
    from carts
)

select
    source_system,
    source_system || ':' || cart_event_id as cart_event_id,
    source_system || '.member_id' as identifier_type,
    member_id as identifier,
    {{ product_key('source_system', 'product_id') }} as product_id,
    cart_action,
    quantity,
    happened_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('happened_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
