-- One row per service ticket.
-- Waiting times are in whole seconds, so that their sums are exact.

with

tickets as (
    select
        *,
        {{ until_as_of('first_replied_at') }} as known_replied_at,
        {{ until_as_of('resolved_at') }} as known_resolved_at
    from {{ ref('int_tickets_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    tickets.ticket_id,
    tickets.source_system,
    identifiers.user_id,
    tickets.order_id,
    tickets.channel,
    tickets.ticket_type,
    tickets.theme,
    tickets.opened_at,
    {{ business_date('tickets.opened_at') }} as opened_date,
    tickets.known_replied_at as first_replied_at,
    tickets.known_resolved_at as resolved_at,
    {{ business_date('tickets.known_resolved_at') }} as resolved_date,
    {{ seconds_between('tickets.opened_at', 'tickets.known_replied_at') }}
        as seconds_to_first_reply,
    {{ seconds_between('tickets.opened_at', 'tickets.known_resolved_at') }}
        as seconds_to_resolution
from tickets
left join identifiers
    on
        tickets.identifier_type = identifiers.identifier_type
        and tickets.identifier = identifiers.identifier
