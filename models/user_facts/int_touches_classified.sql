-- One row per staged row of a message or push to one person, with the reason for which
-- it is not used (null: it is).

with

touches as (
    select * from {{ ref('int_touches_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['touch_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['touch_id'], [
            'identifier_type', 'identifier', 'campaign_id', 'content_id', 'category',
            'staff_id', 'channel', 'variant', 'sent_at', 'delivered_at', 'opened_at',
            'clicked_at', 'forwarded_at'
        ], has_updated_at=false) }} as copy_number
    from touches
)

select
    source_system,
    source_system || ':' || touch_id as touch_id,
    identifier_type,
    identifier,
    {{ listed_key('campaigns', 'campaign_id') }} as campaign_id,
    {{ listed_key('contents', 'content_id') }} as content_id,
    category,
    {{ listed_key('staff', 'staff_id') }} as staff_id,
    channel,
    variant,
    sent_at,
    delivered_at,
    opened_at,
    clicked_at,
    forwarded_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('sent_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
