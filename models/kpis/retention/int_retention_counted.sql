-- One row per grain and period of joining, dimension and value, kind of retention and
-- day N: who joined, whose day N is over, and who of these is retained.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

entry_days as (
    select * from {{ ref('int_entry_days_retained') }}
),

retention_days as (
    select * from {{ ref('retention_days') }}
),

-- The cohorts within a period are those of the months of joining.
with_cohorts as (
    select * from entry_days
    union all
    select
        entered_date,
        'cohort' as dimension,
        cast({{ month_start('entered_date') }} as string) as dimension_value,
        retention_kind,
        days_since_join,
        is_mature,
        total_users,
        retained_users
    from entry_days
    where dimension = 'all'
),

rolled_up as (
    select
        calendar.grain,
        calendar.period_start,
        with_cohorts.dimension,
        with_cohorts.dimension_value,
        with_cohorts.retention_kind,
        with_cohorts.days_since_join,
        sum(with_cohorts.total_users) as total_users,
        sum(case when with_cohorts.is_mature then with_cohorts.total_users else 0 end)
            as mature_users,
        sum(
            case when with_cohorts.is_mature then with_cohorts.retained_users else 0 end
        ) as retained_users
    from with_cohorts
    inner join calendar on with_cohorts.entered_date = calendar.business_date
    group by
        calendar.grain,
        calendar.period_start,
        with_cohorts.dimension,
        with_cohorts.dimension_value,
        with_cohorts.retention_kind,
        with_cohorts.days_since_join
)

select
    rolled_up.grain,
    rolled_up.period_start,
    rolled_up.dimension,
    rolled_up.dimension_value,
    rolled_up.retention_kind,
    rolled_up.days_since_join,
    -- The kind told where none is named: the bracket, where N is great enough for one.
    rolled_up.retention_kind = case
        when retention_days.bracket_days is null then 'on_day' else 'bracket'
    end as is_headline,
    cast(rolled_up.total_users as bigint) as total_users,
    cast(rolled_up.mature_users as bigint) as mature_users,
    cast(
        case when rolled_up.mature_users > 0 then rolled_up.retained_users end as bigint
    ) as retained_users
from rolled_up
inner join retention_days on rolled_up.days_since_join = retention_days.days_since_join
