-- One row per grain, period and dimension value: people active in the week and the
-- month, and those with a live relationship at its end. A week counts in the longer
-- period in which it ends; a day, and for the month a week, has the 7 and 30 days up to
-- its end.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

grains as (
    select *
    from (
        values
        ('day', 'day', 'day'),
        ('week', 'week', 'week'),
        ('month', 'week', 'month'),
        ('quarter', 'week', 'month'),
        ('year', 'week', 'month')
    ) as listed (grain, weekly_grain, monthly_grain)
),

ends as (
    select
        grain as base_grain,
        period_start as base_start,
        least(period_end, {{ as_of_date() }}) as last_date
    from {{ ref('int_kpi_periods') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

relationships as (
    select * from {{ ref('int_relationships_daily') }}
),

communities as (
    select * from {{ ref('int_communities_daily') }}
    where community <> 'all'
),

months as (
    select
        grain,
        period_start,
        count(*) as active_users
    from {{ ref('int_user_periods') }}
    where grain = 'month' and active_days > 0
    group by grain, period_start
),

measured_days as (
    select
        business_date,
        'all' as dimension,
        'all' as dimension_value,
        active_7_users as weekly_users,
        live_users,
        active_30_users as monthly_users
    from relationships
    union all
    select
        business_date,
        'community' as dimension,
        community as dimension_value,
        active_members as weekly_users,
        members as live_users,
        0 as monthly_users
    from communities
),

weekly as (
    select
        grains.grain,
        calendar.period_start,
        measured_days.dimension,
        measured_days.dimension_value,
        sum(measured_days.weekly_users) as weekly_users,
        sum(measured_days.live_users) as weekly_live_users
    from grains
    inner join ends on grains.weekly_grain = ends.base_grain
    inner join calendar
        on grains.grain = calendar.grain and ends.last_date = calendar.business_date
    inner join measured_days on ends.last_date = measured_days.business_date
    group by
        grains.grain,
        calendar.period_start,
        measured_days.dimension,
        measured_days.dimension_value
),

monthly as (
    select
        grains.grain,
        calendar.period_start,
        sum(
            case
                when ends.base_grain = 'month' then coalesce(months.active_users, 0)
                else relationships.active_30_users
            end
        ) as monthly_users,
        sum(relationships.live_users) as monthly_live_users
    from grains
    inner join ends on grains.monthly_grain = ends.base_grain
    inner join calendar
        on grains.grain = calendar.grain and ends.last_date = calendar.business_date
    inner join relationships on ends.last_date = relationships.business_date
    left join months
        on ends.base_grain = months.grain and ends.base_start = months.period_start
    group by grains.grain, calendar.period_start
)

select
    weekly.grain,
    weekly.period_start,
    weekly.dimension,
    weekly.dimension_value,
    cast(weekly.weekly_users as bigint) as weekly_users,
    cast(weekly.weekly_live_users as bigint) as weekly_live_users,
    cast(monthly.monthly_users as bigint) as monthly_users,
    cast(monthly.monthly_live_users as bigint) as monthly_live_users
from weekly
left join monthly
    on
        weekly.grain = monthly.grain
        and weekly.period_start = monthly.period_start
        and weekly.dimension = 'all'
