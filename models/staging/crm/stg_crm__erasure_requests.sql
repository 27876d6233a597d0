-- One row per landed row of a request to be erased.
{{ config(enabled=is_enabled('crm')) }}

with

erasure_requests as (
    select * from {{ ref('base_crm__erasure_requests') }}
    where quarantine_reason is null
)

select
    'crm' as source_system,
    request_id,
    'crm.member_id' as identifier_type,
    member_no as identifier,
    requested_at,
    _loaded_at,
    _file,
    _row
from erasure_requests
