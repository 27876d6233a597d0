-- One row per source system, entity and days from what a row tells to its load.
-- Every arrival counts, duplicates and older versions too: it is the delay of the
-- deliveries. Rows add up over delays; entities do not add up.

with

arrivals as (
    select
        *,
        cast({{ business_date('_loaded_at') }} - row_date as int) as delay_days
    from {{ ref('int_arrivals_counted') }}
)

select
    source_system,
    entity,
    delay_days,
    cast(sum(row_count) as bigint) as row_count,
    {{ as_of_date() }} as as_of_date
from arrivals
group by source_system, entity, delay_days
