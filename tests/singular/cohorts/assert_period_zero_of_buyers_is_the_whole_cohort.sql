select
    grain,
    cohort_start,
    dimension,
    dimension_value,
    cohort_users,
    active_users
from {{ ref('cohort_retention') }}
where
    cohort_kind = 'first_purchase'
    and periods_since = 0
    and active_users <> cohort_users
