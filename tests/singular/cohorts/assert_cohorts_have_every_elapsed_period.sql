-- The spine: a cohort has one row for each period from 0 to that of as_of_date, or to
-- the last one that is followed; none missing, none beyond.
with

counted as (
    select
        retention.cohort_kind,
        retention.grain,
        retention.cohort_start,
        retention.dimension,
        retention.dimension_value,
        count(*) as period_count,
        max(retention.periods_since) as last_period,
        max(retention.cohort_users) - min(retention.cohort_users) as users_differ
    from {{ ref('cohort_retention') }} as retention
    group by
        retention.cohort_kind,
        retention.grain,
        retention.cohort_start,
        retention.dimension,
        retention.dimension_value
),

expected as (
    select
        counted.*,
        least(
            {{
                periods_between(
                    'counted.grain',
                    'counted.cohort_start',
                    period_start('counted.grain', as_of_date())
                )
            }},
            coalesce(grains.most_periods, 100000)
        ) as expected_last_period
    from counted
    inner join {{ ref('cohort_grains') }} as grains on counted.grain = grains.grain
)

select *
from expected
where
    period_count <> expected_last_period + 1
    or last_period <> expected_last_period
    or users_differ <> 0
