-- One row per request of a person to be erased.

with

erasure_requests as (
    select * from {{ ref('int_erasure_requests_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    erasure_requests.request_id,
    erasure_requests.source_system,
    identifiers.user_id,
    erasure_requests.requested_at,
    {{ business_date('erasure_requests.requested_at') }} as requested_date
from erasure_requests
left join identifiers
    on
        erasure_requests.identifier_type = identifiers.identifier_type
        and erasure_requests.identifier = identifiers.identifier
