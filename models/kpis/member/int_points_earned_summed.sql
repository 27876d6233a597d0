-- One row per grain and period longer than a day: what members paid, and the points of
-- orders, on the first day with a paid order of a person and on later ones.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

members as (
    select
        user_id,
        min(started_date) as joined_date
    from {{ ref('fct_member_spells') }}
    where user_id is not null
    group by user_id
),

earned as (
    select
        order_id,
        sum(points) as points
    from {{ ref('fct_points') }}
    where movement_kind = 'earn' and order_id is not null
    group by order_id
),

orders as (
    select
        user_id,
        order_id,
        ordered_date,
        case when is_paid then paid_amount else 0 end as paid_amount,
        -- Paid is enough: points are earned before anything comes back.
        min(case when is_paid then ordered_date end) over (partition by user_id)
            as first_paid_date
    from {{ ref('fct_orders') }}
    where user_id is not null
),

order_days as (
    -- Points may follow after midnight: they belong to the day of their order.
    select
        orders.ordered_date,
        orders.ordered_date > orders.first_paid_date as is_again,
        sum(coalesce(earned.points, 0)) as points,
        sum(
            case
                when members.joined_date <= orders.ordered_date then orders.paid_amount
                else 0
            end
        ) as paid_amount
    from orders
    left join earned on orders.order_id = earned.order_id
    left join members on orders.user_id = members.user_id
    where orders.first_paid_date is not null
    group by orders.ordered_date, orders.ordered_date > orders.first_paid_date
)

select
    {%- for side, holds in [('again', ''), ('first', 'not ')] %}
    cast(
        sum(case when {{ holds }}order_days.is_again then order_days.points else 0 end)
        as bigint
    ) as points_{{ side }},
    cast(
        sum(
            case
                when {{ holds }}order_days.is_again then order_days.paid_amount
                else 0
            end
        ) as decimal(18, 2)
    ) as paid_amount_{{ side }},
    {%- endfor %}
    calendar.grain,
    calendar.period_start,
    'all' as dimension,
    'all' as dimension_value
from order_days
inner join calendar on order_days.ordered_date = calendar.business_date
-- A brand without points has no rows.
inner join (select count(*) as orders from earned) as known on known.orders > 0
group by calendar.grain, calendar.period_start
