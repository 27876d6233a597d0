-- One row per staged row of a store, with the reason for which it is not used (null: it
-- is).

with

stores as (
    select * from {{ ref('int_stores_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['store_id']) }} as version_number,
        {{ copy_number(['store_id'], [
            'store_name', 'city', 'opened_date', 'closed_date', 'updated_at'
        ]) }} as copy_number
    from stores
)

select
    source_system,
    source_system || ':' || store_id as store_id,
    store_name,
    city,
    opened_date,
    closed_date,
    coalesce(
        {{ set_aside_reason() }},
        case when opened_date > {{ as_of_date() }} then 'after_as_of_date' end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
