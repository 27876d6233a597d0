-- One row per kind of cohort, grain and period of its first event, dimension and value,
-- and period since: who of a cohort is active, or buys, k periods later.
-- Period 0 is that of the first event. A period without anybody is a row with 0; one
-- not begun is no row.
-- Users of different cohorts add up, rates do not; periods are of the calendar, so the
-- last of them may not be over.

with

cohorts as (
    select * from {{ ref('int_cohorts_counted') }}
),

grains as (
    select * from {{ ref('cohort_grains') }}
),

activity as (
    select * from {{ ref('int_cohort_periods_counted') }}
),

sized as (
    select
        cohorts.cohort_kind,
        grains.grain,
        grains.most_periods,
        {{ period_start('grains.grain', 'cohorts.cohort_date') }} as cohort_start,
        cohorts.dimension,
        cohorts.dimension_value,
        cast(sum(cohorts.user_count) as bigint) as cohort_users
    from cohorts
    cross join grains
    group by
        cohorts.cohort_kind,
        grains.grain,
        grains.most_periods,
        {{ period_start('grains.grain', 'cohorts.cohort_date') }},
        cohorts.dimension,
        cohorts.dimension_value
),

periods_followed as (
    select
        sizes.grain,
        sizes.cohort_start,
        cast(numbers.n as int) as periods_since
    from (select distinct grain, cohort_start, most_periods from sized) as sizes
    cross join range(0, 1200) as numbers (n)
    where sizes.most_periods is null or numbers.n <= sizes.most_periods
),

periods_elapsed as (
    select
        grain,
        cohort_start,
        periods_since,
        {{ period_after('grain', 'cohort_start', 'periods_since + 1') }}
        <= {{ as_of_date() }} + 1 as is_over
    from periods_followed
    where
        {{ period_after('grain', 'cohort_start', 'periods_since') }}
        <= {{ as_of_date() }}
),

joined as (
    select
        sized.cohort_kind,
        sized.grain,
        sized.cohort_start,
        sized.dimension,
        sized.dimension_value,
        periods_elapsed.periods_since,
        sized.cohort_users,
        coalesce(activity.active_users, 0) as active_users,
        coalesce(activity.revenue, cast(0 as decimal(18, 2))) as revenue,
        periods_elapsed.is_over as is_complete
    from sized
    inner join periods_elapsed
        on
            sized.grain = periods_elapsed.grain
            and sized.cohort_start = periods_elapsed.cohort_start
    left join activity
        on
            sized.cohort_kind = activity.cohort_kind
            and sized.grain = activity.grain
            and sized.cohort_start = activity.cohort_start
            and sized.dimension = activity.dimension
            and sized.dimension_value = activity.dimension_value
            and periods_elapsed.periods_since = activity.periods_since
)

select
    cohort_kind,
    grain,
    cohort_start,
    dimension,
    dimension_value,
    periods_since,
    cohort_users,
    active_users,
    {{ ratio('active_users', 'cohort_users') }} as retention_rate,
    {{ wilson_bound('active_users', 'cohort_users', -1) }} as interval_low,
    {{ wilson_bound('active_users', 'cohort_users', 1) }} as interval_high,
    revenue,
    is_complete,
    {{ as_of_date() }} as as_of_date
from joined
