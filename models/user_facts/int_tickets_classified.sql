-- One row per staged row of a service ticket, with the reason for which it is not used
-- (null: it is).

with

tickets as (
    select * from {{ ref('int_tickets_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['ticket_id']) }} as version_number,
        {{ copy_number(['ticket_id'], [
            'identifier_type', 'identifier', 'order_system', 'order_id', 'channel',
            'ticket_type', 'theme', 'opened_at', 'first_replied_at', 'resolved_at',
            'updated_at'
        ]) }} as copy_number
    from tickets
)

select
    source_system,
    source_system || ':' || ticket_id as ticket_id,
    identifier_type,
    identifier,
    order_system || ':' || order_id as order_id,
    channel,
    ticket_type,
    theme,
    opened_at,
    first_replied_at,
    resolved_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('opened_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
