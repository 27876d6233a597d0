-- One row per grain and period for which numbers are published, with its neighbours.
{{ config(schema='user_facts') }}

with

periods as (
    select distinct
        grain,
        period_start,
        period_end,
        is_over
    from {{ ref('int_calendar_periods') }}
)

select
    grain,
    period_start,
    period_end,
    is_over,
    -- Null for the first and the last one.
    lag(period_start)
        over (partition by grain order by period_start nulls last)
        as previous_period_start,
    lead(period_start)
        over (partition by grain order by period_start nulls last)
        as next_period_start,
    coalesce(
        lead(is_over) over (partition by grain order by period_start nulls last), false
    ) as is_next_over
from periods
