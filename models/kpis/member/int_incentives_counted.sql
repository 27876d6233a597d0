-- One row per grain, period and dimension value: members and what they were given and
-- used, orders with a discount, and points that expired.
{{ config(schema='user_facts', enabled=is_measured('member')) }}
{%- set dimensions = {
    'member_level': 'member_level',
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}
{%- set measures = [
    'members', 'offered_members', 'participating_members', 'orders',
    'discounted_orders', 'buyers', 'discount_only_buyers', 'points_expired',
] %}

with

points as (
    select count(*) as movements from {{ ref('fct_points') }}
),

people as (
    select
        *,
        is_member and coupons_issued + points_earned + discounted_orders > 0
            as is_offered,
        coupons_redeemed + points_redeemed + discounted_orders > 0 as is_used,
        user_id is not null and orders > 0 as is_buyer
    from {{ ref('int_incentive_periods') }}
),

counted as (
    select
        people.grain,
        people.period_start,
        coalesce(people.member_level, 'unknown') as member_level,
        people.value_tier,
        people.lifecycle_stage,
        0 as members,
        sum(case when people.is_offered then 1 else 0 end) as offered_members,
        sum(case when people.is_offered and people.is_used then 1 else 0 end)
            as participating_members,
        sum(people.orders) as orders,
        sum(people.discounted_orders) as discounted_orders,
        sum(case when people.is_buyer then 1 else 0 end) as buyers,
        sum(
            case
                when people.is_buyer and people.discounted_orders = people.orders then 1
                else 0
            end
        ) as discount_only_buyers,
        -- Null in a brand without points.
        sum(case when points.movements > 0 then people.points_expired end)
            as points_expired
    from people
    cross join points
    group by
        people.grain,
        people.period_start,
        people.member_level,
        people.value_tier,
        people.lifecycle_stage
    union all
    select
        grain,
        period_start,
        member_level,
        null as value_tier,
        null as lifecycle_stage,
        members,
        0 as offered_members,
        0 as participating_members,
        0 as orders,
        0 as discounted_orders,
        0 as buyers,
        0 as discount_only_buyers,
        null as points_expired
    from {{ ref('int_members_counted') }}
)

select
    {%- for measure in measures %}
    cast(sum({{ measure }}) as bigint) as {{ measure }},
    {%- endfor %}
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value
from counted
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
