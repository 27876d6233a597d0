-- One row per payment or refund in a group of items, with its place on a line of money.
-- Each refund is looked up in one group: its item, its order, or what the person bought
-- before of that product at that price. The money paid in the group lies on a line,
-- oldest first, and a refund takes back the stretch of it from returned_before to
-- returned_until. It never takes more than was paid, nor from later purchases.

with

refundable_items as (
    select * from {{ ref('int_refundable_items') }}
),

refunds as (
    select
        *,
        case
            when order_item_id is not null then 'item:' || order_item_id
            when order_id is not null then 'order:' || order_id
            when member_id is not null and unit_price is not null
                then
                    'purchase:'
                    || member_id
                    || ':'
                    || product_id
                    || ':'
                    || cast(unit_price as string)
        end as group_key
    from {{ ref('int_refunds_classified') }}
    where set_aside_reason is null
),

movements as (
    select
        group_key,
        order_item_id,
        order_id,
        cast(null as string) as refund_id,
        happened_at,
        0 as is_refund,
        paid_amount as amount
    from refundable_items
    where
        group_key in (
            select refunds.group_key from refunds
            where refunds.group_key is not null
        )
    union all
    select
        group_key,
        cast(null as string) as order_item_id,
        cast(null as string) as order_id,
        refund_id,
        completed_at as happened_at,
        1 as is_refund,
        refund_amount as amount
    from refunds
    where group_key is not null
),

movements_numbered as (
    select
        *,
        row_number() over (
            partition by group_key
            order by
                happened_at nulls first,
                is_refund nulls last,
                order_item_id nulls last,
                refund_id nulls last
        ) as movement_number
    from movements
),

balances as (
    select
        *,
        sum(case when is_refund = 0 then amount else -amount end) over (
            partition by group_key
            order by movement_number nulls last
            rows between unbounded preceding and current row
        ) as balance,
        sum(case when is_refund = 0 then amount else 0 end) over (
            partition by group_key
            order by movement_number nulls last
            rows between unbounded preceding and current row
        ) as paid_until
    from movements_numbered
),

overdrafts as (
    -- What was returned beyond all that had been paid until then is matched to nothing.
    select
        *,
        greatest(0, -min(balance) over (
            partition by group_key
            order by movement_number nulls last
            rows between unbounded preceding and current row
        )) as unmatched_until
    from balances
),

stretches as (
    select
        *,
        paid_until - balance - unmatched_until as returned_until,
        coalesce(lag(paid_until - balance - unmatched_until) over (
            partition by group_key
            order by movement_number nulls last
        ), 0) as returned_before
    from overdrafts
)

select
    group_key,
    order_item_id,
    order_id,
    refund_id,
    is_refund = 1 as is_refund,
    cast(amount as decimal(18, 2)) as amount,
    cast(paid_until as decimal(18, 2)) as paid_until,
    cast(returned_before as decimal(18, 2)) as returned_before,
    cast(returned_until as decimal(18, 2)) as returned_until
from stretches
