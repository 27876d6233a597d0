-- One row per member of staff.

with

staff as (
    select * from {{ ref('int_staff_classified') }}
    where set_aside_reason is null
),

ends_shifted as (
    select
        *,
        -- The source names the last day of work; an end is the first day without.
        cast(left_date + interval '1' day as date) as ended_date
    from staff
)

select
    staff_id,
    source_system,
    store_id,
    hired_date as started_date,
    case when ended_date <= {{ as_of_date() }} then ended_date end as ended_date
from ends_shifted
