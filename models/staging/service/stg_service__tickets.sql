-- One row per landed row of a service ticket.
{{ config(enabled=is_enabled('service')) }}

with

tickets as (
    select * from {{ ref('base_service__tickets') }}
    where quarantine_reason is null
)

select
    'service' as source_system,
    ticket_id,
    case
        when member_no is not null then 'crm.member_id'
        when caller_phone is not null then 'phone'
    end as identifier_type,
    coalesce(member_no, caller_phone) as identifier,
    order_system,
    order_id,
    channel,
    ticket_type,
    theme,
    opened_at,
    first_replied_at,
    resolved_at,
    updated_at,
    _loaded_at,
    _file,
    _row
from tickets
