with

neighbours as (
    select
        *,
        lag(survival_rate) over (
            partition by cohort_grain, cohort_month order by days_since_first nulls last
        ) as survival_before
    from {{ ref('repurchase_survival') }}
)

select
    cohort_grain,
    cohort_month,
    days_since_first,
    survival_before,
    survival_rate
from neighbours
where survival_rate > survival_before
