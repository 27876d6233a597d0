-- One row per purchase number, cohort, dimension value and day on which an interval
-- closes or ends its observation: the Kaplan-Meier estimate.
{{ config(schema='user_facts') }}
{%- set curve =
    'purchase_number, grain, period_start, dimension, dimension_value' %}

with

counted as (
    select * from {{ ref('int_intervals_counted') }}
),

risk_sets as (
    -- At risk on a day: every interval that lasted at least that long.
    select
        *,
        cast(sum(closed_count + censored_count) over (
            partition by {{ curve }}
            order by duration_days desc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as at_risk_count
    from counted
),

accumulated as (
    select
        *,
        sum(case
            when
                closed_count < at_risk_count
                then ln(1 - {{ ratio('closed_count', 'at_risk_count') }})
            else 0
        end) over (
            partition by {{ curve }}
            order by duration_days nulls last
            rows between unbounded preceding and current row
        ) as log_survival,
        sum(case
            when closed_count < at_risk_count
                then
                    {{ ratio('closed_count', 'at_risk_count') }}
                    / (at_risk_count - closed_count)
            else 0
        end) over (
            partition by {{ curve }}
            order by duration_days nulls last
            rows between unbounded preceding and current row
        ) as greenwood_sum,
        max(case when closed_count = at_risk_count then 1 else 0 end) over (
            partition by {{ curve }}
            order by duration_days nulls last
            rows between unbounded preceding and current row
        ) as has_ended
    from risk_sets
)

select
    purchase_number,
    grain,
    period_start,
    dimension,
    dimension_value,
    duration_days,
    at_risk_count,
    closed_count,
    censored_count,
    case when has_ended = 1 then 0 else round(exp(log_survival), 12) end as survival,
    case
        when has_ended = 1 then 0 else
            round(exp(log_survival) * sqrt(greenwood_sum), 12)
    end as standard_error
from accumulated
