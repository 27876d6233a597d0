with

buyers as (
    select
        described.first_category as from_category,
        count(*) as user_count
    from {{ ref('int_users_described') }} as described
    inner join {{ ref('habit_rules') }} as rules
        on rules.rule_name = 'next_category_days'
    where
        described.first_purchase_date + rules.rule_value <= {{ as_of_date() }}
        and described.first_category <> 'unknown'
    group by described.first_category
),

published as (
    select
        from_category,
        sum(user_count) as user_count,
        min(from_users) as from_users
    from {{ ref('next_categories') }}
    group by from_category
)

select
    coalesce(buyers.from_category, published.from_category) as from_category,
    buyers.user_count as expected_users,
    published.user_count as published_users
from buyers
full outer join published on buyers.from_category = published.from_category
where
    buyers.user_count is distinct from published.user_count
    or buyers.user_count is distinct from published.from_users
