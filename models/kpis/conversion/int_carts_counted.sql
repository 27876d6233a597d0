-- One row per grain, period of leaving and dimension value: abandoned carts, those
-- whose 7 days are over, and those of them that an order recovered. Touched: a
-- delivered touch was sent within the 7 days, before any next order.
{{ config(schema='user_facts', enabled=is_measured('conversion')) }}
{%- set dimensions = {'is_touched': 'is_touched'} %}

with

carts as (
    select * from {{ ref('fct_abandoned_carts') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

touches as (
    select * from {{ ref('fct_touches') }}
    where is_delivered
),

carts_touched as (
    select distinct carts.cart_id
    from carts
    inner join touches
        on
            carts.user_id = touches.user_id
            and touches.sent_date between carts.left_date and carts.left_date + 7
            and carts.left_at < touches.sent_at
            and touches.sent_at <= carts.left_at + interval '7' day
            and touches.sent_at < coalesce(
                carts.next_ordered_at, cast('9999-12-31 00:00:00' as timestamp)
            )
),

cart_days as (
    select
        carts.left_date,
        case when carts_touched.cart_id is null then 'false' else 'true' end
            as is_touched,
        count(*) as carts,
        sum(case when carts.is_recovered is null then 0 else 1 end) as mature_carts,
        sum(case when carts.is_recovered then 1 else 0 end) as recovered_carts
    from carts
    left join carts_touched on carts.cart_id = carts_touched.cart_id
    group by
        carts.left_date,
        case when carts_touched.cart_id is null then 'false' else 'true' end
)

select
    calendar.grain,
    calendar.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(cart_days.carts) as bigint) as carts,
    cast(sum(cart_days.mature_carts) as bigint) as mature_carts,
    cast(sum(cart_days.recovered_carts) as bigint) as recovered_carts
from cart_days
inner join calendar on cart_days.left_date = calendar.business_date
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
