-- One row per grain and period of first purchase, dimension and value, and month since
-- that is over for somebody: what a first buyer has been worth by then, and cost.
-- A month since is a completed stretch of 30 days after a person's first purchase day;
-- only the people for whom it is over count in it. Nothing adds up over months since.

with

cohorts as (
    select * from {{ ref('int_cohorts_counted') }}
    where cohort_kind = 'first_purchase'
),

spent as (
    select * from {{ ref('int_cohort_revenue_cumulated') }}
),

costs as (
    select * from {{ ref('int_acquisition_costs') }}
),

grains as (
    select * from {{ ref('cohort_grains') }}
    where grain in ('week', 'month')
),

sized as (
    select
        grains.grain,
        {{ period_start('grains.grain', 'cohorts.cohort_date') }} as cohort_start,
        cohorts.dimension,
        cohorts.dimension_value,
        cast(sum(cohorts.user_count) as bigint) as total_users
    from cohorts
    cross join grains
    group by
        grains.grain,
        {{ period_start('grains.grain', 'cohorts.cohort_date') }},
        cohorts.dimension,
        cohorts.dimension_value
),

rolled_up as (
    select
        grains.grain,
        {{ period_start('grains.grain', 'spent.cohort_date') }} as cohort_start,
        spent.dimension,
        spent.dimension_value,
        spent.months_since_first,
        cast(sum(spent.user_count) as bigint) as mature_users,
        cast(sum(spent.revenue) as decimal(18, 2)) as revenue
    from spent
    cross join grains
    group by
        grains.grain,
        {{ period_start('grains.grain', 'spent.cohort_date') }},
        spent.dimension,
        spent.dimension_value,
        spent.months_since_first
),

joined as (
    select
        rolled_up.*,
        sized.total_users,
        {{ period_after('rolled_up.grain', 'rolled_up.cohort_start', '1') }}
        <= {{ as_of_date() }} + 1
        and rolled_up.mature_users = sized.total_users as is_complete,
        {{ ratio('rolled_up.revenue', 'rolled_up.mature_users') }} as revenue_per_user,
        costs.new_users,
        costs.acquisition_cost,
        {{ ratio('costs.acquisition_cost', 'costs.new_users') }}
            as acquisition_cost_per_user
    from rolled_up
    inner join sized
        on
            rolled_up.grain = sized.grain
            and rolled_up.cohort_start = sized.cohort_start
            and rolled_up.dimension = sized.dimension
            and rolled_up.dimension_value = sized.dimension_value
    left join costs
        on
            rolled_up.grain = 'month'
            and rolled_up.cohort_start = costs.cohort_month
            and rolled_up.dimension = costs.dimension
            and rolled_up.dimension_value = costs.dimension_value
)

select
    grain,
    cohort_start,
    dimension,
    dimension_value,
    months_since_first,
    total_users,
    mature_users,
    revenue,
    revenue_per_user,
    -- No source tells what its products cost.
    cast(null as decimal(18, 2)) as margin,
    new_users,
    acquisition_cost,
    acquisition_cost_per_user,
    -- Only months that are over for everybody: a few early ones say nothing yet.
    min(
        case
            when is_complete and revenue >= acquisition_cost
                then months_since_first
        end
    ) over (
        partition by grain, cohort_start, dimension, dimension_value
    ) as payback_month,
    is_complete,
    {{ as_of_date() }} as as_of_date
from joined
