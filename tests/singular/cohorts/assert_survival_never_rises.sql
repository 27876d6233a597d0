with

neighbours as (
    select
        *,
        lag(survival_rate) over (
            partition by
                purchase_number, grain, cohort_start, dimension, dimension_value
            order by days_since_previous nulls last
        ) as survival_before
    from {{ ref('repurchase_survival') }}
)

select
    purchase_number,
    grain,
    cohort_start,
    dimension,
    dimension_value,
    days_since_previous,
    survival_before,
    survival_rate
from neighbours
where survival_rate > survival_before
