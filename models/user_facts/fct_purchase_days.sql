-- One row per person and business day with at least one kept order: the purchase
-- occasion.
-- Occasions and orders differ: a second order on the same day is no second occasion.

with

kept_orders as (
    select * from {{ ref('int_orders_valued') }}
    where is_kept and user_id is not null
),

days as (
    select
        user_id,
        ordered_date as purchase_date,
        cast(count(*) as bigint) as order_count,
        cast(sum(kept_amount) as decimal(18, 2)) as kept_amount
    from kept_orders
    group by user_id, ordered_date
),

neighbours as (
    select
        *,
        cast(
            row_number()
                over (partition by user_id order by purchase_date nulls last)
            as int
        ) as occasion_number,
        lag(purchase_date)
            over (partition by user_id order by purchase_date nulls last)
            as previous_purchase_date,
        lead(purchase_date)
            over (partition by user_id order by purchase_date nulls last)
            as next_purchase_date,
        min(purchase_date) over (partition by user_id) as first_purchase_date
    from days
)

select
    user_id,
    purchase_date,
    order_count,
    kept_amount,
    occasion_number,
    first_purchase_date,
    previous_purchase_date,
    next_purchase_date,
    cast(purchase_date - previous_purchase_date as int) as days_since_previous
from neighbours
