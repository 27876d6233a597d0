with

cohorts as (
    select
        grain,
        cohort_start,
        max(cohort_users) as cohort_users
    from {{ ref('cohort_retention') }}
    where cohort_kind = 'first_purchase' and dimension = 'all'
    group by grain, cohort_start
),

new_buyers as (
    select
        grain,
        period_start,
        value
    from {{ ref('kpi_values') }}
    where
        metric_id = 'new_buyers'
        and grain in ('week', 'month')
        and dimension = 'all'
)

select
    new_buyers.grain,
    new_buyers.period_start,
    new_buyers.value as new_buyers,
    cohorts.cohort_users
from new_buyers
full outer join cohorts
    on
        new_buyers.grain = cohorts.grain
        and new_buyers.period_start = cohorts.cohort_start
where
    coalesce(new_buyers.value, 0) <> coalesce(cohorts.cohort_users, 0)
    and coalesce(cohorts.grain, 'week') <> 'day'
