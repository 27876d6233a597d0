select
    cohort_month,
    cohort_users,
    active_users
from {{ ref('cohort_retention_monthly') }}
where months_since_first = 0 and active_users <> cohort_users
