-- Each cohort mart: counts and money over the values of every dimension are the total.
-- A dimension that lacks a cohort altogether is found as well: all that a kind of
-- cohort has are expected of each of its cohorts.
with

sums as (
    select
        'retention of ' || cohort_kind || ' cohorts' as mart,
        'period ' || cast(periods_since as string) as told,
        grain,
        cohort_start,
        dimension,
        sum(cohort_users) as user_count,
        sum(active_users) as users_of_them,
        cast(sum(revenue) as decimal(18, 2)) as revenue
    from {{ ref('cohort_retention') }}
    group by cohort_kind, periods_since, grain, cohort_start, dimension
    union all
    select
        'cohort_user_retention' as mart,
        retention_kind || ' ' || cast(days_since_join as string) as told,
        grain,
        cohort_start,
        dimension,
        sum(mature_users) as user_count,
        sum(coalesce(retained_users, 0)) as users_of_them,
        cast(sum(total_users) as decimal(18, 2)) as revenue
    from {{ ref('cohort_user_retention') }}
    group by retention_kind, days_since_join, grain, cohort_start, dimension
    union all
    select
        'cohort_repurchase_windows' as mart,
        'window ' || cast(window_days as string) as told,
        grain,
        cohort_start,
        dimension,
        sum(mature_users) as user_count,
        sum(coalesce(repurchased_users, 0)) as users_of_them,
        cast(sum(total_users) as decimal(18, 2)) as revenue
    from {{ ref('cohort_repurchase_windows') }}
    group by window_days, grain, cohort_start, dimension
    union all
    select
        'cohort_value' as mart,
        'month ' || cast(months_since_first as string) as told,
        grain,
        cohort_start,
        dimension,
        sum(mature_users) as user_count,
        0 as users_of_them,
        cast(sum(revenue) as decimal(18, 2)) as revenue
    from {{ ref('cohort_value') }}
    group by months_since_first, grain, cohort_start, dimension
    union all
    select
        'repurchase_survival' as mart,
        'purchase ' || cast(purchase_number as string) as told,
        grain,
        cast('1900-01-01' as date) as cohort_start,
        dimension,
        sum(repurchased_users) as user_count,
        sum(censored_users) as users_of_them,
        cast(0 as decimal(18, 2)) as revenue
    from {{ ref('repurchase_survival') }}
    where grain = 'all'
    group by purchase_number, grain, dimension
),

dimensions as (
    select distinct mart, dimension from sums
),

expected as (
    select
        sums.*,
        dimensions.dimension as expected_dimension
    from sums
    inner join dimensions on sums.mart = dimensions.mart
    where sums.dimension = 'all' and dimensions.dimension <> 'all'
),

parts as (
    select * from sums
    where dimension <> 'all'
)

select
    coalesce(expected.mart, parts.mart) as mart,
    coalesce(expected.told, parts.told) as told,
    coalesce(expected.grain, parts.grain) as grain,
    coalesce(expected.cohort_start, parts.cohort_start) as cohort_start,
    coalesce(expected.expected_dimension, parts.dimension) as dimension,
    expected.user_count as total_user_count,
    parts.user_count,
    expected.users_of_them as total_users_of_them,
    parts.users_of_them,
    expected.revenue as total_revenue,
    parts.revenue
from expected
full outer join parts
    on
        expected.mart = parts.mart
        and expected.told = parts.told
        and expected.grain = parts.grain
        and expected.cohort_start = parts.cohort_start
        and expected.expected_dimension = parts.dimension
where
    expected.user_count is distinct from parts.user_count
    or expected.users_of_them is distinct from parts.users_of_them
    or expected.revenue is distinct from parts.revenue
