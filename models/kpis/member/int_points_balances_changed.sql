-- One row per business day and level of the programme: by how much the points of the
-- people who have the level at the end of the day differ from the day before.
-- Points of who is no member then, or nobody known, are unknown.
{{ config(schema='user_facts', enabled=is_measured('member')) }}
{%- set running = "(partition by user_id order by changed_date nulls last"
    " rows between unbounded preceding and current row)" %}

with

points as (
    select * from {{ ref('fct_points') }}
),

standings as (
    select * from {{ ref('int_member_standings') }}
),

events as (
    select
        user_id,
        moved_date as changed_date,
        points,
        cast(null as string) as level_key
    from points
    where user_id is not null
    union all
    -- A key grows with time: the last one tells the level.
    select
        user_id,
        started_date as changed_date,
        0 as points,
        cast(started_date as string) || member_level as level_key
    from standings
    union all
    select
        user_id,
        ended_date as changed_date,
        0 as points,
        cast(ended_date as string) || 'unknown' as level_key
    from standings
    where ended_date = run_ended_date
),

events_aggregated as (
    select
        user_id,
        changed_date,
        sum(points) as points,
        max(level_key) as level_key
    from events
    group by user_id, changed_date
),

balances as (
    select
        user_id,
        changed_date,
        sum(points) over {{ running }} as balance,
        coalesce(substr(max(level_key) over {{ running }}, 11), 'unknown')
            as member_level
    from events_aggregated
),

balances_followed as (
    select
        *,
        lag(balance)
            over (partition by user_id order by changed_date nulls last)
            as previous_balance,
        lag(member_level)
            over (partition by user_id order by changed_date nulls last)
            as previous_level
    from balances
),

differences as (
    select
        balances_followed.changed_date,
        case sides.sign
            when 1 then balances_followed.member_level
            else balances_followed.previous_level
        end as member_level,
        case sides.sign
            when 1 then balances_followed.balance
            else -balances_followed.previous_balance
        end as difference
    from balances_followed
    cross join (values (1), (-1)) as sides (sign)
    union all
    select
        moved_date as changed_date,
        'unknown' as member_level,
        points as difference
    from points
    where user_id is null
)

select
    changed_date,
    member_level,
    cast(sum(difference) as bigint) as difference
from differences
where member_level is not null
group by changed_date, member_level
