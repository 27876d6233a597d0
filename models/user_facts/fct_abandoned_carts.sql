-- One row per abandoned cart: something lay in it, and no order of the person followed
-- within 24 hours of its last event.
-- A cart is a run of cart events of one person; an order, or a pause of more than 24
-- hours, ends it. Carts that still have their 24 hours at as_of_date are absent.
{%- set hours_to_order = 24 %}
{%- set days_to_recover = 7 %}

with

cart_events as (
    select * from {{ ref('fct_carts') }}
    where user_id is not null
),

orders as (
    select * from {{ ref('fct_orders') }}
    where user_id is not null and is_paid
),

moments_united as (
    select
        user_id,
        happened_at as moment_at,
        0 as is_order,
        cart_event_id as moment_id,
        product_id,
        -- Who does not say how many means one.
        case when cart_action = 'remove' then -1 else 1 end * coalesce(quantity, 1)
            as quantity
    from cart_events
    union all
    select
        user_id,
        ordered_at as moment_at,
        1 as is_order,
        order_id as moment_id,
        null as product_id,
        null as quantity
    from orders
),

neighbours_found as (
    select
        *,
        lag(moment_at) over (
            partition by user_id
            order by moment_at nulls last, is_order nulls last, moment_id nulls last
        ) as previous_at,
        lag(is_order) over (
            partition by user_id
            order by moment_at nulls last, is_order nulls last, moment_id nulls last
        ) as is_after_order,
        min(case when is_order = 1 then moment_at end) over (
            partition by user_id
            order by moment_at nulls last, is_order nulls last, moment_id nulls last
            rows between current row and unbounded following
        ) as next_ordered_at
    from moments_united
),

beginnings_marked as (
    select
        *,
        case
            when previous_at is null or is_after_order = 1 then 1
            when moment_at > previous_at + interval '{{ hours_to_order }}' hour then 1
            else 0
        end as is_beginning
    from neighbours_found
    where is_order = 0
),

carts_numbered as (
    select
        *,
        sum(is_beginning) over (
            partition by user_id
            order by moment_at nulls last, moment_id nulls last
            rows between unbounded preceding and current row
        ) as cart_number
    from beginnings_marked
),

products_aggregated as (
    select
        user_id,
        cart_number,
        product_id,
        max(case when is_beginning = 1 then moment_id end) as cart_id,
        sum(quantity) as quantity,
        min(moment_at) as started_at,
        max(moment_at) as left_at,
        min(next_ordered_at) as next_ordered_at
    from carts_numbered
    group by user_id, cart_number, product_id
),

carts_aggregated as (
    select
        user_id,
        max(cart_id) as cart_id,
        cast(sum(case when quantity > 0 then 1 else 0 end) as int) as product_count,
        min(started_at) as started_at,
        max(left_at) as left_at,
        min(next_ordered_at) as next_ordered_at
    from products_aggregated
    group by user_id, cart_number
),

left_dated as (
    select
        *,
        {{ business_date('left_at') }} as left_date
    from carts_aggregated
)

select
    cart_id,
    user_id,
    started_at,
    left_at,
    left_date,
    product_count,
    next_ordered_at,
    case
        when cast({{ as_of_date() }} - left_date as int) >= {{ days_to_recover }}
            then
                coalesce(
                    next_ordered_at <= left_at + interval '{{ days_to_recover }}' day,
                    false
                )
    end as is_recovered
from left_dated
where
    product_count > 0
    and left_date < {{ as_of_date() }}
    and (
        next_ordered_at is null
        or next_ordered_at > left_at + interval '{{ hours_to_order }}' hour
    )
