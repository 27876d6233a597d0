-- One row per grain and period of joining, dimension and value, kind of retention and
-- day N: who stays, in four kinds that stand side by side.
-- A person counts only when day N is over (bracket: the whole bracket); where nobody's
-- is, the counts and the rate are null, never 0.
-- Users of different cohorts add up for one kind and N; days N and kinds do not.

with

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'join'
),

cohorts as (
    select * from {{ ref('int_cohorts_counted') }}
    where cohort_kind = 'join'
),

grains as (
    select * from {{ ref('cohort_grains') }}
),

days_asked as (
    select
        kinds.retention_kind,
        retention_days.days_since_join,
        retention_days.days_since_join + case
            when kinds.retention_kind = 'bracket' then retention_days.bracket_days
            else 0
        end as days_to_be_over
    from {{ ref('retention_days') }} as retention_days
    cross join (
        values ('on_day'), ('on_or_after'), ('bracket'), ('membership')
    ) as kinds (retention_kind)
    cross join (
        select count(*) > 0 as has_relationships
        from {{ ref('fct_relationship_spells') }}
    ) as told
    where
        (kinds.retention_kind <> 'bracket' or retention_days.bracket_days is not null)
        -- Where no source tells of relationships, nobody is known to have lost one.
        and (kinds.retention_kind <> 'membership' or told.has_relationships)
),

described as (
    select
        retained.retention_kind,
        retained.days_since_join,
        users.*
    from {{ ref('int_users_retained') }} as retained
    inner join users on retained.user_id = users.user_id
),

retained_counted as (
    select
        cohort_date,
        retention_kind,
        days_since_join,
        {{ dimension_of(cohort_dimensions()) }} as dimension,
        {{ dimension_value_of(cohort_dimensions(), unknown=none) }} as dimension_value,
        count(*) as user_count
    from described
    group by {{ grouping_sets_of(
        'cohort_date, retention_kind, days_since_join', cohort_dimensions()
    ) }}
),

days_counted as (
    select
        cohorts.cohort_date,
        cohorts.dimension,
        cohorts.dimension_value,
        days_asked.retention_kind,
        days_asked.days_since_join,
        cohorts.user_count,
        coalesce(retained_counted.user_count, 0) as retained_count,
        -- Who joined on one day is mature on one day.
        case
            when
                cohorts.cohort_date + days_asked.days_to_be_over <= {{ as_of_date() }}
                then 1
            else 0
        end as is_mature
    from cohorts
    cross join days_asked
    left join retained_counted
        on
            cohorts.cohort_date = retained_counted.cohort_date
            and cohorts.dimension = retained_counted.dimension
            and cohorts.dimension_value = retained_counted.dimension_value
            and days_asked.retention_kind = retained_counted.retention_kind
            and days_asked.days_since_join = retained_counted.days_since_join
),

rolled_up as (
    select
        grains.grain,
        {{ period_start('grains.grain', 'days_counted.cohort_date') }} as cohort_start,
        days_counted.dimension,
        days_counted.dimension_value,
        days_counted.retention_kind,
        days_counted.days_since_join,
        cast(sum(days_counted.user_count) as bigint) as total_users,
        cast(sum(days_counted.user_count * days_counted.is_mature) as bigint)
            as mature_users,
        cast(sum(days_counted.retained_count * days_counted.is_mature) as bigint)
            as retained_among_mature
    from days_counted
    cross join grains
    group by
        grains.grain,
        {{ period_start('grains.grain', 'days_counted.cohort_date') }},
        days_counted.dimension,
        days_counted.dimension_value,
        days_counted.retention_kind,
        days_counted.days_since_join
)

select
    grain,
    cohort_start,
    dimension,
    dimension_value,
    retention_kind,
    days_since_join,
    total_users,
    mature_users,
    case when mature_users > 0 then retained_among_mature end as retained_users,
    {{ ratio('retained_among_mature', 'mature_users') }} as retention_rate,
    {{ wilson_bound('retained_among_mature', 'mature_users', -1) }} as interval_low,
    {{ wilson_bound('retained_among_mature', 'mature_users', 1) }} as interval_high,
    -- Who has not been active since day N may still come back.
    {{ period_after('grain', 'cohort_start', '1') }} <= {{ as_of_date() }} + 1
    and mature_users = total_users
    and (retention_kind <> 'on_or_after' or retained_among_mature = total_users)
        as is_complete,
    {{ as_of_date() }} as as_of_date
from rolled_up
