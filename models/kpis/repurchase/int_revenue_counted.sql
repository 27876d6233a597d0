-- One row per grain, period and dimension value: orders and money, guests included.
-- By source, value tier and lifecycle stage guests are unknown; what was paid and
-- refunded is not counted by these.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set by_order = [
    'orders', 'orders_paid', 'paid_amount', 'refunded_amount', 'kept_amount',
    'user_amount', 'repurchase_amount', 'refund_amount_by_refund_date',
] %}
{%- set measures = by_order + ['old_buyer_amount', 'buyers', 'paid_buyers'] %}
{%- set ordered = {} %}
{%- for measure in by_order %}{% do ordered.update({measure: measure}) %}{% endfor %}
{%- set kept = {
    'orders': 'orders',
    'kept_amount': 'kept_amount',
    'user_amount': 'kept_amount',
    'repurchase_amount': 'repurchase_amount',
} %}
{%- set bought = {'old_buyer_amount': 'old_buyer_amount', 'buyers': 'buyers'} %}

with

orders as (
    select
        calendar.grain,
        calendar.period_start,
        revenue.dimension,
        revenue.dimension_value,
        {%- for measure in by_order %}
        sum(revenue.{{ measure }}) as {{ measure }},
        {%- endfor %}
        sum(revenue.orders - revenue.user_orders) as guest_orders,
        sum(revenue.kept_amount - revenue.user_amount) as guest_amount
    from {{ ref('int_revenue_days') }} as revenue
    inner join {{ ref('int_calendar_periods') }} as calendar
        on revenue.business_date = calendar.business_date
    group by
        calendar.grain,
        calendar.period_start,
        revenue.dimension,
        revenue.dimension_value
),

guests as (
    select
        orders.grain,
        orders.period_start,
        listed.dimension,
        'unknown' as dimension_value,
        orders.guest_orders,
        orders.guest_amount
    from orders
    cross join (values ('source'), ('value_tier'), ('lifecycle_stage'))
        as listed (dimension)
    where orders.dimension = 'all'
),

buyers as (
    select * from {{ ref('int_buyers_counted') }}
    where dimension in ('source', 'value_tier', 'lifecycle_stage')
),

-- The money of all is counted by order.
all_buyers as (
    select * from {{ ref('int_buyers_counted') }}
    where dimension = 'all'
),

channel_buyers as (
    select * from {{ ref('int_scopes_counted') }}
    where dimension = 'channel'
),

payers as (
    select
        grain,
        period_start,
        'all' as dimension,
        'all' as dimension_value,
        count(*) as paid_buyers
    from {{ ref('int_user_periods') }}
    where paid_orders > 0
    group by grain, period_start
),

united as (
    {%- for relation, told in [
        ('orders', ordered),
        ('guests', {'orders': 'guest_orders', 'kept_amount': 'guest_amount'}),
        ('buyers', dict(kept, **bought)),
        ('all_buyers', bought),
        ('channel_buyers', {'buyers': 'buyers'}),
        ('payers', {'paid_buyers': 'paid_buyers'}),
    ] %}
    select
        grain,
        period_start,
        dimension,
        {%- for measure in measures %}
        {{ told.get(measure, 0) }} as {{ measure }},
        {%- endfor %}
        dimension_value
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    grain,
    period_start,
    dimension,
    {%- for measure in measures %}
    {%- set kind = 'decimal(18, 2)' if 'amount' in measure else 'bigint' %}
    cast(sum({{ measure }}) as {{ kind }}) as {{ measure }},
    {%- endfor %}
    dimension_value
from united
group by grain, period_start, dimension, dimension_value
