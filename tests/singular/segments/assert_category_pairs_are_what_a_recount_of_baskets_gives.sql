-- Recounted another way: per basket or person and category a flag, then for each pair
-- of categories those with both.
with

kept_items as (
    select order_id, user_id, category from {{ ref('fct_order_items') }}
    where item_kind = 'product' and kept_amount > 0 and category is not null
),

holders as (
    select distinct 'basket' as scope, order_id as holder_id, category from kept_items
    union all
    select distinct 'user' as scope, user_id as holder_id, category from kept_items
    where user_id is not null
),

totals as (
    select scope, count(distinct holder_id) as total_count
    from holders
    group by scope
),

singles as (
    select scope, category, count(*) as item_count
    from holders
    group by scope, category
),

recounted as (
    select
        one.scope,
        one.category as from_item,
        other.category as to_item,
        count(*) as pair_count
    from holders as one
    inner join holders as other
        on
            one.scope = other.scope
            and one.holder_id = other.holder_id
            and one.category <> other.category
    group by one.scope, one.category, other.category
),

expected as (
    select
        recounted.*,
        from_singles.item_count as from_count,
        to_singles.item_count as to_count,
        totals.total_count
    from recounted
    inner join singles as from_singles
        on
            recounted.scope = from_singles.scope
            and recounted.from_item = from_singles.category
    inner join singles as to_singles
        on
            recounted.scope = to_singles.scope
            and recounted.to_item = to_singles.category
    inner join totals on recounted.scope = totals.scope
    inner join {{ ref('pair_rules') }} as rules
        on
            rules.pair_level = 'category'
            and recounted.scope = rules.scope
            and recounted.pair_count >= rules.pair_count_at_least
),

pairs as (
    select * from {{ ref('category_pairs') }}
    where pair_level = 'category'
)

select
    coalesce(expected.scope, pairs.scope) as scope,
    coalesce(expected.from_item, pairs.from_item) as from_item,
    coalesce(expected.to_item, pairs.to_item) as to_item,
    expected.pair_count as expected_count,
    pairs.pair_count as published_count
from expected
full outer join pairs
    on
        expected.scope = pairs.scope
        and expected.from_item = pairs.from_item
        and expected.to_item = pairs.to_item
where
    expected.pair_count is distinct from pairs.pair_count
    or expected.from_count is distinct from pairs.from_count
    or expected.to_count is distinct from pairs.to_count
    or expected.total_count is distinct from pairs.total_count
