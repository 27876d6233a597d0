-- One row per kind of cohort, grain, period of its first event, later period, dimension
-- and value: who did in the later period what the cohort is about.
-- Only periods in which somebody did; people do not add up over periods.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_cohort_users') }}
),

grains as (
    select * from {{ ref('cohort_grains') }}
),

activity as (
    select
        users.cohort_kind,
        users.profile_number,
        active.grain,
        active.is_counted,
        active.revenue,
        {{ period_start('active.grain', 'users.cohort_date') }} as cohort_start,
        {{
            periods_between(
                'active.grain',
                period_start('active.grain', 'users.cohort_date'),
                'active.period_start'
            )
        }} as periods_since
    from {{ ref('int_cohort_users_active') }} as active
    inner join users
        on
            active.user_id = users.user_id
            and active.cohort_kind = users.cohort_kind
),

followed as (
    select activity.*
    from activity
    inner join grains on activity.grain = grains.grain
    where
        activity.periods_since >= 0
        and (
            grains.most_periods is null or activity.periods_since <= grains.most_periods
        )
),

-- By all dimensions at once first: there are far fewer of these than people.
followed_by_profile as (
    select
        cohort_kind,
        grain,
        cohort_start,
        periods_since,
        profile_number,
        sum(is_counted) as active_users,
        sum(revenue) as revenue
    from followed
    group by cohort_kind, grain, cohort_start, periods_since, profile_number
),

profiles as (
    select distinct
        profile_number,
        {{ cohort_dimensions().values() | join(', ') }}
    from users
),

profiled as (
    select
        followed_by_profile.*,
        {{ cohort_dimensions().values() | join(', ') }}
    from followed_by_profile
    inner join profiles
        on followed_by_profile.profile_number = profiles.profile_number
)

select
    cohort_kind,
    grain,
    cohort_start,
    periods_since,
    {{ dimension_of(cohort_dimensions()) }} as dimension,
    {{ dimension_value_of(cohort_dimensions(), unknown=none) }} as dimension_value,
    cast(sum(active_users) as bigint) as active_users,
    cast(sum(revenue) as decimal(18, 2)) as revenue
from profiled
group by
    {{ grouping_sets_of(
        'cohort_kind, grain, cohort_start, periods_since', cohort_dimensions()
    ) }}
