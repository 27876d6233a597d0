-- One row per person, store and business day with at least one kept order there: the
-- purchase occasion in the scope of a store. Orders without a store make up one scope
-- by channel.
-- Stores do not add up to the group: fct_purchase_days is the group scope. Who
-- bought once in each of two stores bought again for the group, and in neither store.

with

kept_orders as (
    select
        *,
        coalesce(store_id, channel, 'unknown') as store_scope
    from {{ ref('int_orders_valued') }}
    where is_kept and user_id is not null
),

days as (
    select
        user_id,
        store_scope,
        ordered_date as purchase_date,
        cast(count(*) as bigint) as order_count,
        cast(sum(kept_amount) as decimal(18, 2)) as kept_amount
    from kept_orders
    group by user_id, store_scope, ordered_date
),

neighbours as (
    select
        *,
        row_number() over (
            partition by user_id, store_scope order by purchase_date nulls last
        ) as occasion_number,
        lag(purchase_date) over (
            partition by user_id, store_scope order by purchase_date nulls last
        ) as previous_purchase_date,
        min(purchase_date) over (partition by user_id, store_scope)
            as first_purchase_date
    from days
)

select
    user_id,
    store_scope,
    purchase_date,
    order_count,
    kept_amount,
    cast(occasion_number as int) as occasion_number,
    first_purchase_date,
    cast(purchase_date - previous_purchase_date as int) as days_since_previous
from neighbours
