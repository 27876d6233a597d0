-- One row per staged row of a refund, with its kind of item and the reason for which it
-- is no refund in force (null: it is one).

with

refunds as (
    select * from {{ ref('int_refunds_united') }}
),

item_kinds as (
    select * from {{ ref('item_kinds') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['refund_id']) }} as version_number,
        {{ copy_number(['refund_id'], [
            'order_id', 'order_item_id', 'member_id', 'product_id', 'quantity', 'refund_amount', 'completed_at',
            'refund_kind', 'reason', 'updated_at'
        ]) }} as copy_number
    from refunds
)

select
    versions_numbered.source_system,
    versions_numbered.source_system || ':' || refund_id as refund_id,
    versions_numbered.source_system || ':' || order_id as order_id,
    versions_numbered.source_system || ':' || order_item_id as order_item_id,
    versions_numbered.source_system || ':' || member_id as member_id,
    {{ product_key(
        'versions_numbered.source_system', 'versions_numbered.product_id'
    ) }} as product_id,
    coalesce(item_kinds.item_kind, 'product') as item_kind,
    quantity,
    unit_price,
    refund_amount,
    requested_at,
    completed_at,
    {{ business_date('completed_at') }} as refund_date,
    refund_kind,
    reason,
    coalesce(
        {{ set_aside_reason() }},
        case
            when is_replaced then 'superseded'
            -- Money that was not given back yet is no refund.
            when completed_at is null then 'not_completed'
            when refund_amount <= 0 then 'no_amount'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
left join item_kinds
    on
        versions_numbered.source_system = item_kinds.source_system
        and versions_numbered.product_id = item_kinds.product_id
