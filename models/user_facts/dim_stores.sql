-- One row per store.

with

stores as (
    select * from {{ ref('int_stores_classified') }}
    where set_aside_reason is null
),

ends_shifted as (
    select
        *,
        -- The source names the last day of business; an end is the first day closed.
        cast(closed_date + interval '1' day as date) as ended_date
    from stores
)

select
    store_id,
    source_system,
    store_name,
    city,
    opened_date as started_date,
    case when ended_date <= {{ as_of_date() }} then ended_date end as ended_date
from ends_shifted
