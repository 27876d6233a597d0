-- The bounds of each measure run from 0 without gap or overlap, and the last is open.
with

neighbours as (
    select
        *,
        lag(upper_bound) over (
            partition by rule_version, measure order by lower_bound nulls last
        ) as upper_bound_before,
        lead(lower_bound) over (
            partition by rule_version, measure order by lower_bound nulls last
        ) as lower_bound_after
    from {{ ref('rfm_cut_points') }}
)

select
    rule_version,
    measure,
    score,
    lower_bound,
    upper_bound
from neighbours
where
    lower_bound <> coalesce(upper_bound_before, 0)
    or (upper_bound is null and lower_bound_after is not null)
    or (upper_bound is not null and lower_bound_after is null)
