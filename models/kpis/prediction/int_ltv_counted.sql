-- One row per grain and period of first purchase, dimension and value, and window of N
-- days: its people, those whose window is over, and what these brought in within it.
{{ config(schema='user_facts', enabled=is_measured('prediction')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

valued as (
    select
        *,
        cohort_date + window_days <= {{ as_of_date() }} as is_mature
    from {{ ref('int_first_buyers_valued') }}
),

-- The cohorts within a period are those of the months of the first purchase.
with_cohorts as (
    select
        cohort_date,
        window_days,
        dimension,
        dimension_value,
        first_buyers,
        net_revenue,
        is_mature
    from valued
    union all
    select
        cohort_date,
        window_days,
        'cohort' as dimension,
        cast({{ month_start('cohort_date') }} as string) as dimension_value,
        first_buyers,
        net_revenue,
        is_mature
    from valued
    where dimension = 'all'
)

select
    calendar.grain,
    calendar.period_start,
    with_cohorts.dimension,
    with_cohorts.dimension_value,
    with_cohorts.window_days,
    cast(sum(with_cohorts.first_buyers) as bigint) as first_buyers,
    cast(
        sum(case when with_cohorts.is_mature then with_cohorts.first_buyers else 0 end)
        as bigint
    ) as mature_buyers,
    -- Null where nobody's window is over.
    cast(
        sum(case when with_cohorts.is_mature then with_cohorts.net_revenue end)
        as decimal(18, 2)
    ) as net_revenue
from with_cohorts
inner join calendar on with_cohorts.cohort_date = calendar.business_date
group by
    calendar.grain,
    calendar.period_start,
    with_cohorts.dimension,
    with_cohorts.dimension_value,
    with_cohorts.window_days
