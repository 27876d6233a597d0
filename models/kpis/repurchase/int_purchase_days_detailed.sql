-- One row per purchase occasion: what of it is needed to describe a buyer in the
-- periods that it lies in.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set grains = ['day', 'week', 'month', 'quarter', 'year'] %}

with

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
),

order_days as (
    select
        user_id,
        ordered_date as purchase_date,
        max(case when channel = 'online' then ordered_date end) as online_date,
        max(case when channel = 'store' then ordered_date end) as store_date,
        max(case when first_category <> last_category then 1 else 0 end)
            as has_mixed_order
    from orders
    group by user_id, ordered_date
),

-- A category counts once in a period: on its first day there.
category_days as (
    select
        user_id,
        {%- for grain in grains %}
        sum(
            case
                when
                    previous_purchase_date >= date_trunc('{{ grain }}', purchase_date)
                    then 0
                else 1
            end
        ) as {{ grain }}_categories,
        {%- endfor %}
        purchase_date
    from {{ ref('int_purchase_days_scoped') }}
    where dimension = 'category' and dimension_value <> 'unknown'
    group by user_id, purchase_date
)

select
    purchase_days.user_id,
    purchase_days.purchase_date,
    purchase_days.occasion_number,
    purchase_days.first_purchase_date,
    purchase_days.order_count,
    purchase_days.kept_amount,
    -- Of the days before: what is bought today explains nothing of today.
    {%- for channel in ['online', 'store'] %}
    max(order_days.{{ channel }}_date) over (
        partition by purchase_days.user_id
        order by purchase_days.purchase_date nulls last
        rows between unbounded preceding and 1 preceding
    ) as previous_{{ channel }}_date,
    {%- endfor %}
    {%- for grain in grains %}
    cast(coalesce(category_days.{{ grain }}_categories, 0) as int)
        as {{ grain }}_categories,
    {%- endfor %}
    cast(order_days.has_mixed_order as int) as has_mixed_order
from purchase_days
inner join order_days
    on
        purchase_days.user_id = order_days.user_id
        and purchase_days.purchase_date = order_days.purchase_date
left join category_days
    on
        purchase_days.user_id = category_days.user_id
        and purchase_days.purchase_date = category_days.purchase_date
