-- What was measured of a person lies within the bounds that are told as the reason.
select
    user_id,
    segment_kind,
    segment,
    measure,
    measured_value,
    lower_bound,
    upper_bound
from {{ ref('segment_reasons') }}
where
    measured_value < lower_bound
    or measured_value > upper_bound
    or (measured_value is null and coalesce(lower_bound, upper_bound) is not null)
