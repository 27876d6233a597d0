-- One row per first purchase day, dimension and value, and month since that is over:
-- what its people have spent by then.
-- A month since is a completed stretch of 30 days after the first purchase day; month 0
-- is that day itself. Cumulated: does not add up over months since.
{%- set days_per_month = 30 %}
{{ config(schema='user_facts') }}

with

cohorts as (
    select * from {{ ref('int_cohorts_counted') }}
    where cohort_kind = 'first_purchase'
),

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'first_purchase'
),

spent as (
    select
        users.*,
        cast(
            floor(
                (
                    cast(purchase_days.purchase_date - users.cohort_date as int)
                    + {{ days_per_month - 1 }}
                ) / {{ days_per_month }}
            ) as int
        ) as months_since_first,
        purchase_days.kept_amount
    from {{ ref('fct_purchase_days') }} as purchase_days
    inner join users on purchase_days.user_id = users.user_id
),

spent_by_month as (
    select
        cohort_date,
        months_since_first,
        {{ dimension_of(cohort_dimensions()) }} as dimension,
        {{ dimension_value_of(cohort_dimensions(), unknown=none) }} as dimension_value,
        sum(kept_amount) as revenue
    from spent
    group by {{ grouping_sets_of(
        'cohort_date, months_since_first', cohort_dimensions()
    ) }}
),

months_over as (
    select
        cohorts.cohort_date,
        cohorts.dimension,
        cohorts.dimension_value,
        cohorts.user_count,
        cast(numbers.n as int) as months_since_first
    from cohorts
    cross join range(0, 1200) as numbers (n)
    where
        cohorts.cohort_date + cast(numbers.n as int) * {{ days_per_month }}
        <= {{ as_of_date() }}
)

select
    months_over.cohort_date,
    months_over.dimension,
    months_over.dimension_value,
    months_over.months_since_first,
    months_over.user_count,
    cast(
        sum(coalesce(spent_by_month.revenue, 0)) over (
            partition by
                months_over.cohort_date,
                months_over.dimension,
                months_over.dimension_value
            order by months_over.months_since_first nulls last
            rows between unbounded preceding and current row
        ) as decimal(18, 2)
    ) as revenue
from months_over
left join spent_by_month
    on
        months_over.cohort_date = spent_by_month.cohort_date
        and months_over.dimension = spent_by_month.dimension
        and months_over.dimension_value = spent_by_month.dimension_value
        and months_over.months_since_first = spent_by_month.months_since_first
