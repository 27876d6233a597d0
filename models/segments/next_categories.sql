-- One row per first category and the next other category bought within 90 days of the
-- first purchase (next_category_days of habit_rules); none where there was no other.
-- Only people whose days are over. Those whose first category is not known are left
-- out: nothing tells what is another one.
-- user_count adds up to from_users over the rows of a first category.
-- sqlfluff:rules:references.keywords:ignore_words:share

with

rules as (
    select rule_value as window_days from {{ ref('habit_rules') }}
    where rule_name = 'next_category_days'
),

users as (
    select
        described.user_id,
        described.first_category,
        described.first_purchase_date,
        rules.window_days
    from {{ ref('int_users_described') }} as described
    cross join rules
    where
        described.first_category <> 'unknown'
        and described.first_purchase_date + rules.window_days <= {{ as_of_date() }}
),

items as (
    select * from {{ ref('fct_order_items') }}
    where category is not null and item_kind = 'product' and kept_amount > 0
),

-- On a later day: what went into the first basket is no next category. Of several on
-- one day, the first in the order of their names, as an order's first category is.
other_categories as (
    select
        users.user_id,
        items.category,
        row_number() over (
            partition by users.user_id
            order by
                items.ordered_date nulls last,
                items.category nulls last,
                items.order_item_id nulls last
        ) as category_number
    from items
    inner join users
        on
            items.user_id = users.user_id
            and items.ordered_date > users.first_purchase_date
            and items.ordered_date <= users.first_purchase_date + users.window_days
            and items.category <> users.first_category
),

counted as (
    select
        users.first_category as from_category,
        coalesce(other_categories.category, 'none') as to_category,
        cast(count(*) as bigint) as user_count
    from users
    left join other_categories
        on
            users.user_id = other_categories.user_id
            and other_categories.category_number = 1
    group by users.first_category, coalesce(other_categories.category, 'none')
),

shared as (
    select
        *,
        cast(sum(user_count) over (partition by from_category) as bigint) as from_users
    from counted
)

select
    from_category,
    to_category,
    user_count,
    from_users,
    {{ ratio('user_count', 'from_users') }} as share,
    {{ wilson_bound('user_count', 'from_users', -1) }} as interval_low,
    {{ wilson_bound('user_count', 'from_users', 1) }} as interval_high,
    {{ as_of_date() }} as as_of_date
from shared
