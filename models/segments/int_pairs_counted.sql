-- One row per level, scope and pair of items (the one in more baskets or of more people
-- first) that were bought together: in how many, and each of them in how many.
-- Items in too few are dropped, and the most bought ones numbered, before any pair is
-- made: a pair is never in more than its items are.
{{ config(schema='user_facts') }}

{%- set levels = {'category': 'category', 'product': 'product_id'} %}
{%- set scopes = {'basket': 'order_id', 'user': 'user_id'} %}

with

rules as (
    select * from {{ ref('pair_rules') }}
),

items as (
    select * from {{ ref('fct_order_items') }}
    where item_kind = 'product' and kept_amount > 0
),
{% for level, item in levels.items() %}
{%- for scope, holder in scopes.items() %}
{{ level }}_{{ scope }}_items as (
    select distinct
        {{ holder }} as holder_id,
        {{ item }} as item
    from items
    where {{ holder }} is not null and {{ item }} is not null
),

{{ level }}_{{ scope }}_totals as (
    select count(distinct holder_id) as total_count from {{ level }}_{{ scope }}_items
),

{{ level }}_{{ scope }}_counts as (
    select
        item,
        count(*) as item_count,
        row_number() over (order by count(*) desc nulls last, item asc nulls last)
            as item_number
    from {{ level }}_{{ scope }}_items
    group by item
),

{{ level }}_{{ scope }}_frequent as (
    select
        bought.holder_id,
        cast(counts.item_number as int) as item_number,
        rules.pair_count_at_least
    from {{ level }}_{{ scope }}_items as bought
    inner join {{ level }}_{{ scope }}_counts as counts on bought.item = counts.item
    inner join rules
        on
            rules.pair_level = '{{ level }}'
            and rules.scope = '{{ scope }}'
            and counts.item_count >= rules.pair_count_at_least
            and counts.item_number <= rules.most_items
),

{{ level }}_{{ scope }}_pairs as (
    select
        one.item_number as first_number,
        other.item_number as second_number,
        count(*) as pair_count
    from {{ level }}_{{ scope }}_frequent as one
    inner join {{ level }}_{{ scope }}_frequent as other
        on one.holder_id = other.holder_id and one.item_number < other.item_number
    group by one.item_number, other.item_number
    having count(*) >= max(one.pair_count_at_least)
),
{% endfor %}
{%- endfor %}
pairs_united as (
    {%- for level in levels %}
    {%- set level_loop = loop %}
    {%- for scope in scopes %}
    select
        '{{ level }}' as pair_level,
        '{{ scope }}' as scope,
        first_counts.item as first_item,
        second_counts.item as second_item,
        pairs.pair_count,
        first_counts.item_count as first_count,
        second_counts.item_count as second_count,
        totals.total_count
    from {{ level }}_{{ scope }}_pairs as pairs
    inner join {{ level }}_{{ scope }}_counts as first_counts
        on pairs.first_number = first_counts.item_number
    inner join {{ level }}_{{ scope }}_counts as second_counts
        on pairs.second_number = second_counts.item_number
    cross join {{ level }}_{{ scope }}_totals as totals
    {%- if not (loop.last and level_loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

select
    pair_level,
    scope,
    first_item,
    second_item,
    cast(pair_count as bigint) as pair_count,
    cast(first_count as bigint) as first_count,
    cast(second_count as bigint) as second_count,
    cast(total_count as bigint) as total_count
from pairs_united
