-- One row per part of a refund: the part that goes to one order item, or the part that
-- matches nothing.
-- Parts add up to the refund. The money stands on two dates: that of the order and that
-- of the refund.

with

parts as (
    select * from {{ ref('int_refunds_matched') }}
    where not is_after_as_of_date
),

refunds as (
    select * from {{ ref('int_refunds_classified') }}
    where set_aside_reason is null
),

order_items as (
    select * from {{ ref('fct_order_items') }}
),

members as (
    select * from {{ ref('int_members_resolved') }}
)

select
    parts.refund_part_id,
    parts.refund_id,
    refunds.source_system,
    parts.order_id,
    parts.order_item_id,
    coalesce(members.user_id, order_items.user_id) as user_id,
    refunds.product_id,
    coalesce(order_items.item_kind, refunds.item_kind) as item_kind,
    parts.refund_amount,
    parts.order_item_id is not null as is_matched,
    refunds.requested_at,
    refunds.completed_at,
    refunds.refund_date,
    order_items.ordered_date,
    refunds.refund_kind,
    refunds.reason
from parts
inner join refunds on parts.refund_id = refunds.refund_id
left join order_items on parts.order_item_id = order_items.order_item_id
left join members on refunds.member_id = members.member_id
