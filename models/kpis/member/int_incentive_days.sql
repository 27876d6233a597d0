-- One row per person and business day with a kept order, coupon or movement of points;
-- what is nobody known's, guests' orders included, is one row a day without a person.
{{ config(schema='user_facts', enabled=is_measured('member')) }}
{%- set measures = {
    'orders': 'bigint',
    'discounted_orders': 'bigint',
    'incentivised_orders': 'bigint',
    'incentivised_amount': 'decimal(18, 2)',
    'coupons_issued': 'bigint',
    'coupons_redeemed': 'bigint',
    'coupon_amount': 'decimal(18, 2)',
    'points_earned': 'bigint',
    'points_redeemed': 'bigint',
    'points_expired': 'bigint',
} %}

with

kept_orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept
),

coupons as (
    select * from {{ ref('fct_coupons') }}
),

points as (
    select * from {{ ref('fct_points') }}
),

discounted as (
    select order_id from {{ ref('fct_order_items') }}
    where discount_amount > 0
    union
    select order_id from coupons
    where is_redeemed and order_id is not null
),

paid_with_points as (
    select distinct order_id from points
    where movement_kind = 'redeem' and order_id is not null
),

orders as (
    select
        kept_orders.user_id,
        kept_orders.ordered_date,
        kept_orders.kept_amount,
        case when discounted.order_id is not null then 1 else 0 end as discount_flag,
        case
            when coalesce(discounted.order_id, paid_with_points.order_id) is not null
                then 1
            else 0
        end as incentive_flag
    from kept_orders
    left join discounted on kept_orders.order_id = discounted.order_id
    left join paid_with_points on kept_orders.order_id = paid_with_points.order_id
),

-- What each event adds, by its day.
events as (
    {%- for event, event_date, holds, added in [
        ('orders', 'ordered_date', 'kept_amount > 0', {
            'orders': '1',
            'discounted_orders': 'discount_flag',
            'incentivised_orders': 'incentive_flag',
            'incentivised_amount': 'incentive_flag * kept_amount',
        }),
        ('coupons', 'issued_date', 'issued_date is not null', {'coupons_issued': '1'}),
        ('coupons', 'redeemed_date', 'is_redeemed', {
            'coupons_redeemed': '1',
            'coupon_amount': 'coalesce(face_amount, 0)',
        }),
        ('points', 'moved_date', "movement_kind = 'earn'", {'points_earned': 'points'}),
        ('points', 'moved_date', "movement_kind = 'redeem'", {
            'points_redeemed': '-points',
        }),
        ('points', 'moved_date', "movement_kind = 'expire'", {
            'points_expired': '-points',
        }),
    ] %}
    select
        {%- for measure in measures %}
        {{ added.get(measure, '0') }} as {{ measure }},
        {%- endfor %}
        user_id,
        {{ event_date }} as business_date
    from {{ event }}
    where {{ holds }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    {%- for measure, type in measures.items() %}
    cast(sum({{ measure }}) as {{ type }}) as {{ measure }},
    {%- endfor %}
    user_id,
    business_date
from events
group by user_id, business_date
