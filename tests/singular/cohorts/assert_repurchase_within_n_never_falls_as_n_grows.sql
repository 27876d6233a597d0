-- Over the cohorts in which everybody is mature for both windows; with fewer mature
-- people the set itself changes.
select
    shorter.grain,
    shorter.cohort_start,
    shorter.dimension,
    shorter.dimension_value,
    shorter.window_days as shorter_window_days,
    longer.window_days as longer_window_days,
    shorter.repurchased_users as shorter_repurchased_users,
    longer.repurchased_users as longer_repurchased_users
from {{ ref('cohort_repurchase_windows') }} as shorter
inner join {{ ref('cohort_repurchase_windows') }} as longer
    on
        shorter.grain = longer.grain
        and shorter.cohort_start = longer.cohort_start
        and shorter.dimension = longer.dimension
        and shorter.dimension_value = longer.dimension_value
        and shorter.window_days < longer.window_days
where
    shorter.is_complete
    and longer.is_complete
    and shorter.repurchased_users > longer.repurchased_users
