-- The spine: a cohort has one row for each month from 0 to the month of as_of_date,
-- none missing, none beyond.
select
    cohort_month,
    count(*) as month_count,
    max(months_since_first) as last_month,
    {{ months_between('cohort_month', as_of_date()) }} as elapsed_months
from {{ ref('cohort_retention_monthly') }}
group by cohort_month
having
    count(*) <> {{ months_between('cohort_month', as_of_date()) }} + 1
    or max(months_since_first) <> {{ months_between('cohort_month', as_of_date()) }}
