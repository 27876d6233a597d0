-- One row per grain, period and dimension value: buyers of the period, counted by what
-- they did. Channel, store and category are counted in int_scopes_counted.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set dimensions = {
    'buyer_type': 'buyer_type',
    'channel_use': 'channel_use',
    'source': 'acquisition_source',
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
    'age_band': 'age_band',
    'city_tier': 'city_tier',
    'is_referred': 'referral',
} %}

with

buyers as (
    select * from {{ ref('int_buyer_periods') }}
),

flagged as (
    select
        *,
        case when purchase_days = 1 then 1 else 0 end as is_once,
        case when purchase_days = 2 then 1 else 0 end as is_twice,
        case when purchase_days = 3 then 1 else 0 end as is_three_times,
        case when purchase_days = 4 then 1 else 0 end as is_four_times,
        case when purchase_days >= 5 then 1 else 0 end as is_five_times_or_more,
        case when purchase_days >= 2 then 1 else 0 end as is_repurchaser,
        case when buyer_type = 'old' then 1 else 0 end as is_old,
        case when category_count >= 2 then 1 else 0 end as is_cross_buyer
    from buyers
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(count(*) as bigint) as buyers,
    {%- for count, expression in [
        ('once', 'is_once'),
        ('twice', 'is_twice'),
        ('three_times', 'is_three_times'),
        ('four_times', 'is_four_times'),
        ('five_times_or_more', 'is_five_times_or_more'),
        ('repurchasers', 'is_repurchaser'),
        ('old_buyers', 'is_old'),
        ('old_repurchasers', 'is_old * is_repurchaser'),
        ('cross_buyers', 'is_cross_buyer'),
        ('mixed_order_buyers', 'has_mixed_order'),
        ('categories', 'category_count'),
        ('orders', 'order_count'),
    ] %}
    cast(sum({{ expression }}) as bigint) as {{ count }},
    {%- endfor %}
    cast(sum(kept_amount) as decimal(18, 2)) as kept_amount,
    cast(sum(repurchase_amount) as decimal(18, 2)) as repurchase_amount,
    cast(sum(case when is_old = 1 then kept_amount else 0 end) as decimal(18, 2))
        as old_buyer_amount
from flagged
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
