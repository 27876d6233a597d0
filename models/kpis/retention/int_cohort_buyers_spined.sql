-- One row per grain and period of first purchase, dimension and value, and period since
-- that is asked for: who of the cohort buys in it.
-- A period in which nobody bought is a row with 0; one that is not over says so.
{%- set most_periods = 12 %}
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

counted as (
    select * from {{ ref('int_cohort_buyers_counted') }}
),

periods as (
    select
        grain,
        period_start,
        is_over,
        row_number() over (partition by grain order by period_start nulls last)
            as period_number
    from {{ ref('int_kpi_periods') }}
),

followed as (
    select
        cohorts.grain,
        cohorts.period_start,
        cohorts.dimension,
        cohorts.dimension_value,
        cohorts.buyers as cohort_users,
        periods.period_number + numbers.n as period_number,
        cast(numbers.n as int) as periods_since
    from counted as cohorts
    inner join periods
        on
            cohorts.grain = periods.grain
            and cohorts.period_start = periods.period_start
    cross join range(0, {{ most_periods + 1 }}) as numbers (n)
    -- Everybody buys in the period of the first purchase.
    where cohorts.periods_since = 0
)

select
    followed.grain,
    followed.period_start,
    followed.dimension,
    followed.dimension_value,
    followed.periods_since,
    coalesce(periods.is_over, false) as is_over,
    followed.cohort_users,
    coalesce(counted.buyers, 0) as buyers
from followed
left join periods
    on
        followed.grain = periods.grain
        and followed.period_number = periods.period_number
left join counted
    on
        followed.grain = counted.grain
        and followed.period_start = counted.period_start
        and followed.dimension = counted.dimension
        and followed.dimension_value = counted.dimension_value
        and followed.periods_since = counted.periods_since
