-- One row per month and source, and for the total: what acquisition cost, and how many
-- people joined.
-- Only months in which any acquisition cost is booked; a source without booking then
-- cost 0. A cost without source, or of one that nobody came by, is in the total.
{{ config(schema='user_facts') }}

with

costs as (
    select * from {{ ref('fct_costs') }}
    where cost_kind = 'acquisition'
),

joined as (
    select
        {{ month_start('cohort_date') }} as cohort_month,
        dimension,
        dimension_value,
        sum(user_count) as user_count
    from {{ ref('int_cohorts_counted') }}
    where cohort_kind = 'join' and dimension in ('all', 'source')
    group by {{ month_start('cohort_date') }}, dimension, dimension_value
),

booked as (
    select
        {{ month_start('booked_date') }} as cohort_month,
        'all' as dimension,
        'all' as dimension_value,
        sum(amount) as amount
    from costs
    group by {{ month_start('booked_date') }}
    union all
    select
        {{ month_start('booked_date') }} as cohort_month,
        'source' as dimension,
        channel as dimension_value,
        sum(amount) as amount
    from costs
    where channel is not null
    group by {{ month_start('booked_date') }}, channel
),

months_booked as (
    select cohort_month from booked
    where dimension = 'all'
)

select
    joined.cohort_month,
    joined.dimension,
    joined.dimension_value,
    cast(joined.user_count as bigint) as new_users,
    cast(coalesce(booked.amount, 0) as decimal(18, 2)) as acquisition_cost
from joined
inner join months_booked on joined.cohort_month = months_booked.cohort_month
left join booked
    on
        joined.cohort_month = booked.cohort_month
        and joined.dimension = booked.dimension
        and joined.dimension_value = booked.dimension_value
