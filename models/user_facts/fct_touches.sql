-- One row per message or push to one person, with what became of it by as_of_date.

with

touches as (
    select
        *,
        {{ until_as_of('delivered_at') }} as delivered_at_as_of,
        {{ until_as_of('opened_at') }} as opened_at_as_of,
        {{ until_as_of('clicked_at') }} as clicked_at_as_of,
        {{ until_as_of('forwarded_at') }} as forwarded_at_as_of
    from {{ ref('int_touches_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    touches.touch_id,
    touches.source_system,
    identifiers.user_id,
    touches.campaign_id,
    touches.content_id,
    touches.category,
    touches.staff_id,
    touches.channel,
    touches.variant,
    touches.sent_at,
    {{ business_date('touches.sent_at') }} as sent_date,
    touches.delivered_at_as_of as delivered_at,
    touches.opened_at_as_of as opened_at,
    touches.clicked_at_as_of as clicked_at,
    touches.forwarded_at_as_of as forwarded_at,
    touches.delivered_at_as_of is not null as is_delivered,
    touches.opened_at_as_of is not null as is_opened,
    touches.clicked_at_as_of is not null as is_clicked,
    touches.forwarded_at_as_of is not null as is_forwarded,
    {{ seconds_between('touches.sent_at', 'touches.opened_at_as_of') }}
        as seconds_to_open
from touches
left join identifiers
    on
        touches.identifier_type = identifiers.identifier_type
        and touches.identifier = identifiers.identifier
