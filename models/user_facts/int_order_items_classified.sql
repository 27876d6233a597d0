-- One row per staged row of an order item, with its kind and the reason for which it is
-- no item in force (null: it is one).

with

order_items as (
    select * from {{ ref('int_order_items_united') }}
),

item_kinds as (
    select * from {{ ref('item_kinds') }}
),

orders_in_force as (
    select
        order_id,
        min(set_aside_reason) as order_set_aside_reason
    from {{ ref('int_orders_classified') }}
    where coalesce(set_aside_reason, '') not in ('duplicate', 'superseded')
    group by order_id
),

versions_numbered as (
    select
        *,
        {{ version_number(['order_item_id']) }} as version_number,
        {{ copy_number(['order_item_id'], [
            'order_id', 'product_id', 'item_kind', 'quantity', 'list_amount', 'discount_amount', 'paid_amount',
            'updated_at'
        ]) }} as copy_number
    from order_items
),

kinds_joined as (
    select
        versions_numbered.*,
        coalesce(versions_numbered.item_kind, item_kinds.item_kind, 'product')
            as resolved_item_kind,
        orders_in_force.order_id as order_in_force_id,
        orders_in_force.order_set_aside_reason
    from versions_numbered
    left join item_kinds
        on
            versions_numbered.source_system = item_kinds.source_system
            and versions_numbered.product_id = item_kinds.product_id
    left join orders_in_force
        on
            versions_numbered.source_system || ':' || versions_numbered.order_id
            = orders_in_force.order_id
)

select
    source_system,
    source_system || ':' || order_item_id as order_item_id,
    source_system || ':' || order_id as order_id,
    {{ product_key('source_system', 'product_id') }} as product_id,
    resolved_item_kind as item_kind,
    quantity,
    unit_price,
    list_amount,
    discount_amount,
    paid_amount,
    coalesce(
        {{ set_aside_reason() }},
        case
            when is_replaced then 'superseded'
            when order_in_force_id is null then 'unmatched'
            when order_set_aside_reason is not null then order_set_aside_reason
            when resolved_item_kind in ('stock_adjustment', 'bad_debt')
                then resolved_item_kind
            -- Nobody is paid for buying a product: an entry error, or a refund in
            -- disguise.
            when resolved_item_kind = 'product' and paid_amount < 0
                then 'negative_amount'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from kinds_joined
