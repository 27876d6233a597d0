-- One row per group of intervals and day on which one closes or ends its observation:
-- the Kaplan-Meier estimate.
-- Groups: first intervals by month of first purchase and of everybody; all intervals by
-- the period they open in.
{{ config(schema='user_facts') }}

with

intervals as (
    select * from {{ ref('int_purchase_intervals') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

grouped as (
    select
        'first_interval' as curve,
        'month' as grain,
        {{ month_start('opened_date') }} as period_start,
        duration_days,
        is_closed
    from intervals
    where occasion_number = 1
    union all
    select
        'first_interval' as curve,
        'all' as grain,
        cast(null as date) as period_start,
        duration_days,
        is_closed
    from intervals
    where occasion_number = 1
    union all
    select
        'any_interval' as curve,
        calendar.grain,
        calendar.period_start,
        intervals.duration_days,
        intervals.is_closed
    from intervals
    inner join calendar on intervals.opened_date = calendar.business_date
    where calendar.grain <> 'day'
),

counted as (
    select
        curve,
        grain,
        period_start,
        duration_days,
        cast(sum(case when is_closed then 1 else 0 end) as bigint) as closed_count,
        cast(sum(case when is_closed then 0 else 1 end) as bigint) as censored_count
    from grouped
    group by curve, grain, period_start, duration_days
),

risk_sets as (
    -- At risk on a day: every interval that lasted at least that long.
    select
        *,
        cast(sum(closed_count + censored_count) over (
            partition by curve, grain, period_start
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
            partition by curve, grain, period_start
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
            partition by curve, grain, period_start
            order by duration_days nulls last
            rows between unbounded preceding and current row
        ) as greenwood_sum,
        max(case when closed_count = at_risk_count then 1 else 0 end) over (
            partition by curve, grain, period_start
            order by duration_days nulls last
            rows between unbounded preceding and current row
        ) as has_ended
    from risk_sets
)

select
    curve,
    grain,
    period_start,
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
