-- One row per purchase number, cohort, dimension and value, and day since the purchase
-- before on which somebody came back or left observation: the share of buyers who have
-- not bought again (Kaplan-Meier), with Greenwood's interval.
-- Cohorts: everybody (cohort_start null), also by dimension, and each month of first
-- purchase. Nothing here adds up over days.

with

curves as (
    select * from {{ ref('int_survival_curves') }}
)

select
    purchase_number,
    grain,
    period_start as cohort_start,
    dimension,
    dimension_value,
    duration_days as days_since_previous,
    at_risk_count as at_risk_users,
    closed_count as repurchased_users,
    censored_count as censored_users,
    survival as survival_rate,
    standard_error,
    round(greatest(survival - 1.959963984540054 * standard_error, 0), 12)
        as interval_low,
    round(least(survival + 1.959963984540054 * standard_error, 1), 12) as interval_high,
    {{ as_of_date() }} as as_of_date
from curves
