-- One row per landed row of a change of a consent.
{{ config(enabled=is_enabled('crm')) }}

with

consents as (
    select * from {{ ref('base_crm__consents') }}
    where quarantine_reason is null
)

select
    'crm' as source_system,
    consent_id,
    'crm.member_id' as identifier_type,
    member_no as identifier,
    purpose,
    consent_status,
    changed_at,
    _loaded_at,
    _file,
    _row
from consents
