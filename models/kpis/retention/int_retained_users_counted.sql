-- One row per grain and period: who joined before it and is active in it, who joined in
-- it, and what both brought in.
-- Who buys in it and joins later is neither.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'join'
),

user_periods as (
    select * from {{ ref('int_user_periods') }}
    where grain <> 'day' and active_days > 0
),

entry_days as (
    select
        cohort_date,
        count(*) as user_count
    from users
    group by cohort_date
),

entries as (
    select
        periods.grain,
        periods.period_start,
        periods.period_end,
        sum(
            case
                when entry_days.cohort_date < periods.period_start
                    then entry_days.user_count
            end
        ) as earlier_users,
        sum(
            case
                when entry_days.cohort_date >= periods.period_start
                    then entry_days.user_count
            end
        ) as new_users
    from periods
    left join entry_days on periods.period_end >= entry_days.cohort_date
    group by periods.grain, periods.period_start, periods.period_end
),

activity as (
    select
        user_periods.grain,
        user_periods.period_start,
        users.cohort_date,
        count(*) as active_users,
        sum(user_periods.kept_amount) as net_revenue
    from user_periods
    inner join users on user_periods.user_id = users.user_id
    group by user_periods.grain, user_periods.period_start, users.cohort_date
),

activity_counted as (
    select
        entries.grain,
        entries.period_start,
        sum(
            case
                when activity.cohort_date < entries.period_start
                    then activity.active_users
            end
        ) as retained_users,
        sum(
            case
                when activity.cohort_date < entries.period_start
                    then activity.net_revenue
            end
        ) as retained_revenue,
        sum(
            case
                when
                    activity.cohort_date >= entries.period_start
                    and activity.cohort_date <= entries.period_end
                    then activity.net_revenue
            end
        ) as new_revenue
    from entries
    inner join activity
        on
            entries.grain = activity.grain
            and entries.period_start = activity.period_start
    group by entries.grain, entries.period_start
)

select
    entries.grain,
    entries.period_start,
    cast(coalesce(entries.earlier_users, 0) as bigint) as earlier_users,
    cast(coalesce(activity_counted.retained_users, 0) as bigint) as retained_users,
    cast(coalesce(entries.new_users, 0) as bigint) as new_users,
    cast(coalesce(activity_counted.retained_revenue, 0) as decimal(18, 2))
        as retained_revenue,
    cast(coalesce(activity_counted.new_revenue, 0) as decimal(18, 2)) as new_revenue
from entries
left join activity_counted
    on
        entries.grain = activity_counted.grain
        and entries.period_start = activity_counted.period_start
