-- One row per grain, period longer than a day and level of the programme: people who
-- were members on a day of the period, by the level of the day before it, or of the day
-- on which they became members.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

standings as (
    select * from {{ ref('int_member_standings') }}
),

changes as (
    select member_level, started_date as changed_date, 1 as difference from standings
    union all
    select
        member_level,
        -- Whose membership ends on a period's first day was live on no day of it.
        case when ended_date = run_ended_date then ended_date - 1 else ended_date end
            as changed_date,
        -1 as difference
    from standings
    where ended_date is not null
),

changes_aggregated as (
    select
        member_level,
        changed_date,
        sum(difference) as difference
    from changes
    group by member_level, changed_date
),

counted as (
    select
        periods.grain,
        periods.period_start,
        changes_aggregated.member_level,
        changes_aggregated.difference as members
    from periods
    inner join changes_aggregated
        on periods.period_start > changes_aggregated.changed_date
    union all
    -- Who left and came back within the period is counted once.
    select
        calendar.grain,
        calendar.period_start,
        standings.member_level,
        1 as members
    from standings
    inner join calendar on standings.run_started_date = calendar.business_date
    where
        standings.started_date = standings.run_started_date
        and (
            standings.previous_run_ended_date is null
            or standings.previous_run_ended_date <= calendar.period_start
        )
)

select
    grain,
    period_start,
    member_level,
    cast(sum(members) as bigint) as members
from counted
group by grain, period_start, member_level
