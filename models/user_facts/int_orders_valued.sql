-- One row per order in force, with what was paid, refunded and kept of its products.

with

orders as (
    select * from {{ ref('int_orders_classified') }}
    where set_aside_reason is null
),

items_aggregated as (
    select
        order_id,
        cast(
            sum(
                case when item_kind = 'product' then paid_amount else 0 end
            ) as decimal(18, 2)
        ) as paid_amount,
        cast(
            sum(
                case when item_kind = 'product' then refunded_amount else 0 end
            ) as decimal(18, 2)
        ) as refunded_amount,
        cast(
            sum(
                case when item_kind = 'product' then kept_amount else 0 end
            ) as decimal(18, 2)
        ) as kept_amount,
        cast(
            sum(
                case when item_kind <> 'product' then paid_amount else 0 end
            ) as decimal(18, 2)
        ) as other_amount,
        -- Two categories or more is all that cross purchase asks: the least differs
        -- from the greatest.
        min(case when kept_amount > 0 and item_kind = 'product' then category end)
            as first_category,
        max(case when kept_amount > 0 and item_kind = 'product' then category end)
            as last_category
    from {{ ref('fct_order_items') }}
    group by order_id
),

members as (
    select * from {{ ref('int_members_resolved') }}
)

select
    orders.order_id,
    orders.source_system,
    members.user_id,
    orders.ordered_at,
    orders.ordered_date,
    orders.channel,
    orders.store_id,
    orders.currency,
    coalesce(items_aggregated.paid_amount, cast(0 as decimal(18, 2))) as paid_amount,
    coalesce(items_aggregated.refunded_amount, cast(0 as decimal(18, 2)))
        as refunded_amount,
    coalesce(items_aggregated.kept_amount, cast(0 as decimal(18, 2))) as kept_amount,
    coalesce(items_aggregated.other_amount, cast(0 as decimal(18, 2))) as other_amount,
    coalesce(items_aggregated.paid_amount, 0) > 0 as is_paid,
    coalesce(items_aggregated.kept_amount, 0) > 0 as is_kept,
    items_aggregated.first_category,
    items_aggregated.last_category
from orders
left join items_aggregated on orders.order_id = items_aggregated.order_id
left join members on orders.member_id = members.member_id
