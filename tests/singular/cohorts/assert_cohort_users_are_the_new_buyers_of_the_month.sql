with

cohorts as (
    select cohort_month, max(cohort_users) as cohort_users
    from {{ ref('cohort_retention_monthly') }}
    group by cohort_month
),

new_buyers as (
    select period_start, value
    from {{ ref('kpi_values') }}
    where metric_id = 'new_buyers' and grain = 'month' and dimension = 'all'
)

select
    new_buyers.period_start,
    new_buyers.value as new_buyers,
    cohorts.cohort_users
from new_buyers
full outer join cohorts on new_buyers.period_start = cohorts.cohort_month
where coalesce(new_buyers.value, 0) <> coalesce(cohorts.cohort_users, 0)
