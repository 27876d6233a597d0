-- One row per staged row of an order, with the reason for which it is no order in force
-- (null: it is one).

with

orders as (
    select * from {{ ref('int_orders_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['order_id']) }} as version_number,
        {{ copy_number(['order_id'], [
            'member_id', 'ordered_at', 'paid_at', 'order_kind', 'channel', 'store_id', 'currency', 'shipping_amount',
            'updated_at'
        ]) }} as copy_number
    from orders
)

select
    source_system,
    source_system || ':' || order_id as order_id,
    source_system || ':' || member_id as member_id,
    ordered_at,
    {{ business_date('ordered_at') }} as ordered_date,
    paid_at,
    order_kind,
    channel,
    {{ listed_key('stores', 'store_id') }} as store_id,
    currency,
    shipping_amount,
    coalesce(
        {{ set_aside_reason() }},
        case
            when
                {{ business_date('ordered_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
            when order_kind in ('test', 'deposit') then order_kind
            when paid_at is null then 'unpaid'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
