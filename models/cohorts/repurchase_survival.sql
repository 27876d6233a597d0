-- One row per cohort and day since first purchase on which somebody came back or left
-- observation: the share of first buyers who have not bought again (Kaplan-Meier), with
-- Greenwood's interval.
-- cohort_month null is everybody. Nothing here adds up over days.

with

curves as (
    select * from {{ ref('int_survival_curves') }}
    where curve = 'first_interval'
)

select
    case when grain = 'all' then 'all' else 'month' end as cohort_grain,
    period_start as cohort_month,
    duration_days as days_since_first,
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
