-- One row per published sum and outcome: the kept money of all items, and where the
-- marts show it.
{{ config(schema='user_facts') }}

with

order_items as (
    select * from {{ ref('fct_order_items') }}
    where item_kind = 'product'
),

kpi_values as (
    select * from {{ ref('kpi_values') }}
    where metric_id = 'net_revenue' and dimension = 'all'
),

cohorts as (
    select * from {{ ref('cohort_retention') }}
    where cohort_kind = 'first_purchase' and grain = 'month' and dimension = 'all'
),

kpis_counted as (
    select grain as entity, 'in' as outcome, sum(order_items.kept_amount) as amount
    from order_items
    cross join (select distinct grain from kpi_values) as grains
    group by grain
    union all
    select
        grain as entity, 'used' as outcome, cast(sum(value) as decimal(18, 2)) as amount
    from kpi_values
    group by grain
),

refunds as (
    select * from {{ ref('fct_refunds') }}
    where item_kind = 'product'
),

by_refund_date_counted as (
    select 'in' as outcome, sum(paid_amount) as amount from order_items
    union all
    select 'refunded' as outcome, sum(refund_amount) as amount from refunds
    where refund_date <= {{ as_of_date() }}
    union all
    select 'used' as outcome, cast(sum(value) as decimal(18, 2)) as amount
    from {{ ref('kpi_values') }}
    where
        metric_id = 'net_revenue_by_refund_date'
        and dimension = 'all'
        and grain = 'year'
),

cohorts_counted as (
    select 'in' as outcome, sum(kept_amount) as amount from order_items
    union all
    select 'used' as outcome, sum(revenue) as amount from cohorts
    union all
    select 'guest' as outcome, sum(kept_amount) as amount from order_items
    where user_id is null
),

united as (
    select 'kpi_values net_revenue by ' || entity as entity, outcome, amount
    from kpis_counted
    union all
    select 'cohort_retention revenue' as entity, outcome, amount
    from cohorts_counted
    union all
    select 'kpi_values net_revenue_by_refund_date' as entity, outcome, amount
    from by_refund_date_counted
)

select
    'facts to marts' as step,
    'all' as source_system,
    entity,
    outcome,
    cast(coalesce(amount, 0) as decimal(18, 2)) as amount
from united
