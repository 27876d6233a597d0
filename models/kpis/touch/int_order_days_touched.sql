-- One row per person and business day with kept orders, and per day for the guests: the
-- orders, and those that a delivered touch followed.
{{ config(schema='user_facts', enabled=is_measured('touch')) }}

with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept
),

moments_united as (
    select
        user_id,
        ordered_at as moment_at,
        1 as is_order,
        order_id as moment_id,
        ordered_date as moment_date
    from orders
    where user_id is not null
    union all
    select
        user_id,
        sent_at as moment_at,
        0 as is_order,
        touch_id as moment_id,
        sent_date as moment_date
    from {{ ref('fct_touches') }}
    where is_delivered and user_id is not null
),

-- What is sent at the very instant of the order does not follow it.
next_touches_found as (
    select
        *,
        min(case when is_order = 0 then moment_date end) over (
            partition by user_id
            order by moment_at nulls last, is_order nulls last, moment_id nulls last
            rows between current row and unbounded following
        ) as next_touch_date
    from moments_united
),

orders_followed as (
    select
        user_id,
        moment_date as ordered_date,
        cast(next_touch_date - moment_date as int) as days_to_touch
    from next_touches_found
    where is_order = 1
    union all
    -- Nobody can write to a guest.
    select
        user_id,
        ordered_date,
        null as days_to_touch
    from orders
    where user_id is null
)

select
    user_id,
    ordered_date,
    cast(count(*) as bigint) as orders,
    cast(sum(case when days_to_touch <= 7 then 1 else 0 end) as bigint)
        as touched_within_7_days,
    cast(sum(case when days_to_touch <= 30 then 1 else 0 end) as bigint)
        as touched_within_30_days
from orders_followed
group by user_id, ordered_date
