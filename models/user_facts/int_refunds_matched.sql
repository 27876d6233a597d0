-- One row per part of a refund: the order item it takes money back from, or none
-- (unmatched). A refund takes from each item what their stretches of the line overlap.

with

stretches as (
    select * from {{ ref('int_refund_stretches') }}
),

refunds as (
    select * from {{ ref('int_refunds_classified') }}
    where set_aside_reason is null
),

matched as (
    select
        refund_stretch.refund_id,
        paid_stretch.order_item_id,
        paid_stretch.order_id,
        cast(
            least(refund_stretch.returned_until, paid_stretch.paid_until)
            - greatest(
                refund_stretch.returned_before,
                paid_stretch.paid_until - paid_stretch.amount
            )
            as decimal(18, 2)
        ) as refund_amount
    from stretches as refund_stretch
    inner join stretches as paid_stretch
        on
            refund_stretch.group_key = paid_stretch.group_key
            and refund_stretch.is_refund
            and not paid_stretch.is_refund
            and refund_stretch.returned_until
            > paid_stretch.paid_until - paid_stretch.amount
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
        cast(
            refunds.refund_amount
            - coalesce(matched_totals.matched_amount, 0) as decimal(18, 2)
        ) as refund_amount
    from refunds
    left join matched_totals on refunds.refund_id = matched_totals.refund_id
    where refunds.refund_amount > coalesce(matched_totals.matched_amount, 0)
),

parts as (
    select * from matched
    union all
    select * from unmatched
),

orders as (
    select * from {{ ref('int_orders_classified') }}
    where coalesce(set_aside_reason, 'after_as_of_date') = 'after_as_of_date'
)

select
    parts.refund_id,
    parts.order_item_id,
    parts.order_id,
    parts.refund_amount,
    parts.refund_id || '-' || cast(row_number() over (
        partition by parts.refund_id
        order by parts.order_item_id nulls last
    ) as string) as refund_part_id,
    -- A refund belongs to its order's day, and only without an order to its own.
    coalesce(orders.ordered_date, refunds.refund_date) > {{ as_of_date() }}
        as is_after_as_of_date
from parts
inner join refunds on parts.refund_id = refunds.refund_id
left join orders on parts.order_id = orders.order_id
