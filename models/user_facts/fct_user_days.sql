-- One row per person and business day up to as_of_date on which the person did
-- something: interactions by type, sessions, orders.
-- A purchase day is one with a kept order; who only paid and got everything back has a
-- row with 0 kept orders.

with

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

identifier_days as (
    select * from {{ ref('int_identifier_days') }}
    where activity_date <= {{ as_of_date() }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_paid and user_id is not null
),

interactions_aggregated as (
    select
        identifiers.user_id,
        identifier_days.activity_date,
        {%- for type in var('interaction_types') %}
        sum(identifier_days.{{ type }}_count) as {{ type }}_count,
        {%- endfor %}
        sum(identifier_days.session_count) as session_count
    from identifier_days
    inner join identifiers
        on
            identifier_days.identifier_type = identifiers.identifier_type
            and identifier_days.identifier = identifiers.identifier
    group by identifiers.user_id, identifier_days.activity_date
),

orders_aggregated as (
    select
        user_id,
        ordered_date as activity_date,
        count(*) as paid_order_count,
        sum(case when is_kept then 1 else 0 end) as kept_order_count,
        sum(kept_amount) as kept_amount,
        sum(case when is_kept and occasion_number > 1 then kept_amount else 0 end)
            as repurchase_amount,
        min(first_category) as first_category,
        max(last_category) as last_category
    from orders
    group by user_id, ordered_date
)

select
    coalesce(interactions_aggregated.user_id, orders_aggregated.user_id) as user_id,
    coalesce(
        interactions_aggregated.activity_date, orders_aggregated.activity_date
    ) as activity_date,
    {%- for type in var('interaction_types') %}
    cast(coalesce(interactions_aggregated.{{ type }}_count, 0) as int)
        as {{ type }}_count,
    {%- endfor %}
    cast(
        {%- for type in var('interaction_types') %}
        coalesce(interactions_aggregated.{{ type }}_count, 0)
        {{ '+' if not loop.last }}
        {%- endfor %}
        as int
    ) as interaction_count,
    cast(coalesce(interactions_aggregated.session_count, 0) as int) as session_count,
    cast(coalesce(orders_aggregated.paid_order_count, 0) as int) as paid_order_count,
    cast(coalesce(orders_aggregated.kept_order_count, 0) as int) as kept_order_count,
    cast(coalesce(orders_aggregated.kept_amount, 0) as decimal(18, 2)) as kept_amount,
    cast(coalesce(orders_aggregated.repurchase_amount, 0) as decimal(18, 2))
        as repurchase_amount,
    orders_aggregated.first_category,
    orders_aggregated.last_category
from interactions_aggregated
full outer join orders_aggregated
    on
        interactions_aggregated.user_id = orders_aggregated.user_id
        and interactions_aggregated.activity_date = orders_aggregated.activity_date
