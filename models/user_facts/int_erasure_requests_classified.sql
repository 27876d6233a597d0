-- One row per staged row of a request to be erased, with the reason for which it is not
-- used (null: it is).

with

erasure_requests as (
    select * from {{ ref('int_erasure_requests_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['request_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['request_id'], [
            'identifier_type', 'identifier', 'requested_at'
        ], has_updated_at=false) }} as copy_number
    from erasure_requests
)

select
    source_system,
    source_system || ':' || request_id as request_id,
    identifier_type,
    identifier,
    requested_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('requested_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
