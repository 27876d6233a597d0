-- One row per part of a refund: the order item it takes money back from, or none (unmatched).
-- Each refund is looked up in one group of items: its item, its order, or what the person bought before of that
-- product at that price. In a group the money paid and the money returned lie on one line, oldest first, and a
-- refund takes back what its stretch of the line overlaps. It never takes more than was paid, nor from later purchases.

with

order_items as (
    select * from {{ ref('int_order_items_classified') }}
    where set_aside_reason is null and paid_amount > 0
),

orders as (
    select * from {{ ref('int_orders_classified') }}
    where set_aside_reason is null
),

refunds as (
    select
        *,
        case
            when order_item_id is not null then 'item:' || order_item_id
            when order_id is not null then 'order:' || order_id
            when member_id is not null and unit_price is not null
                then 'purchase:' || member_id || ':' || product_id || ':' || cast(unit_price as string)
        end as group_key
    from {{ ref('int_refunds_classified') }}
    where set_aside_reason is null
),

paid as (
    select
        order_items.order_item_id,
        order_items.order_id,
        order_items.paid_amount,
        orders.ordered_at,
        'item:' || order_items.order_item_id as item_key,
        'order:' || order_items.order_id as order_key,
        'purchase:' || orders.member_id || ':' || order_items.product_id || ':' || cast(order_items.unit_price as string)
            as purchase_key
    from order_items
    inner join orders on order_items.order_id = orders.order_id
),

paid_grouped as (
    -- A refund that names what it refunds is right even where its clock says it came first.
    select item_key as group_key, order_item_id, order_id, paid_amount, cast(null as timestamp) as happened_at from paid
    union all
    select order_key as group_key, order_item_id, order_id, paid_amount, cast(null as timestamp) as happened_at from paid
    union all
    select purchase_key as group_key, order_item_id, order_id, paid_amount, ordered_at as happened_at from paid
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
    from paid_grouped
    where group_key in (select refunds.group_key from refunds where refunds.group_key is not null)
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

balances as (
    select
        *,
        sum(case when is_refund = 0 then amount else -amount end) over (
            partition by group_key
            order by happened_at nulls first, is_refund, order_item_id nulls last, refund_id nulls last
            rows between unbounded preceding and current row
        ) as balance,
        sum(case when is_refund = 0 then amount else 0 end) over (
            partition by group_key
            order by happened_at nulls first, is_refund, order_item_id nulls last, refund_id nulls last
            rows between unbounded preceding and current row
        ) as paid_until
    from movements
),

overdrafts as (
    -- What was returned beyond all that had been paid until then is matched to nothing.
    select
        *,
        greatest(0, -min(balance) over (
            partition by group_key
            order by happened_at nulls first, is_refund, order_item_id nulls last, refund_id nulls last
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
            order by happened_at nulls first, is_refund, order_item_id nulls last, refund_id nulls last
        ), 0) as returned_before
    from overdrafts
),

matched as (
    select
        refund_stretch.refund_id,
        paid_stretch.order_item_id,
        paid_stretch.order_id,
        cast(
            least(refund_stretch.returned_until, paid_stretch.paid_until)
            - greatest(refund_stretch.returned_before, paid_stretch.paid_until - paid_stretch.amount)
            as decimal(18, 2)
        ) as refund_amount
    from stretches as refund_stretch
    inner join stretches as paid_stretch
        on
            refund_stretch.group_key = paid_stretch.group_key
            and refund_stretch.is_refund = 1
            and paid_stretch.is_refund = 0
            and refund_stretch.returned_until > paid_stretch.paid_until - paid_stretch.amount
            and refund_stretch.returned_before < paid_stretch.paid_until
            and refund_stretch.returned_until > refund_stretch.returned_before
),

matched_totals as (
    select
        refund_id,
        sum(refund_amount) as matched_amount
    from matched
    group by refund_id
),

unmatched as (
    select
        refunds.refund_id,
        cast(null as string) as order_item_id,
        cast(null as string) as order_id,
        cast(refunds.refund_amount - coalesce(matched_totals.matched_amount, 0) as decimal(18, 2)) as refund_amount
    from refunds
    left join matched_totals on refunds.refund_id = matched_totals.refund_id
    where refunds.refund_amount > coalesce(matched_totals.matched_amount, 0)
),

parts as (
    select * from matched
    union all
    select * from unmatched
)

select
    refund_id,
    order_item_id,
    order_id,
    refund_amount,
    refund_id || '-' || cast(row_number() over (
        partition by refund_id
        order by order_item_id nulls last
    ) as string) as refund_part_id
from parts
