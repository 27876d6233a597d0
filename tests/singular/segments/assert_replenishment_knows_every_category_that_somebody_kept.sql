with

kept as (
    select
        category,
        count(distinct user_id) as user_count,
        max(ordered_date) as last_date
    from {{ ref('fct_order_items') }}
    where
        user_id is not null
        and category is not null
        and item_kind = 'product'
        and kept_amount > 0
    group by category
),

published as (
    select
        category,
        count(*) as user_count,
        max(last_purchase_date) as last_date
    from {{ ref('replenishment_due') }}
    where
        expected_date is null
        or expected_date between earliest_date and latest_date
    group by category
)

select
    coalesce(kept.category, published.category) as category,
    kept.user_count as expected_users,
    published.user_count as published_users
from kept
full outer join published on kept.category = published.category
where
    kept.user_count is distinct from published.user_count
    or kept.last_date is distinct from published.last_date
