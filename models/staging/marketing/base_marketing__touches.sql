-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('marketing')) }}

with

touches as (
    select * from {{ source('marketing', 'touches') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('sent_at', source_time_zone('marketing')) }} as sent_at_value,
        {{ utc_instant('delivered_at', source_time_zone('marketing')) }}
            as delivered_at_value,
        {{ utc_instant('opened_at', source_time_zone('marketing')) }}
            as opened_at_value,
        {{ utc_instant('clicked_at', source_time_zone('marketing')) }}
            as clicked_at_value,
        {{ utc_instant('forwarded_at', source_time_zone('marketing')) }}
            as forwarded_at_value
    from touches
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['touch_id', 'member_no', 'sent_at']) }},
            {{ cast_failures({'sent_at': 'sent_at_value'}) }},
            {{ impossible_times({'sent_at': 'sent_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'delivered_at': 'delivered_at_value',
            'opened_at': 'opened_at_value',
            'clicked_at': 'clicked_at_value',
            'forwarded_at': 'forwarded_at_value',
        }) }} as value_issue
    from cast_values
)

select
    trim(touch_id) as touch_id,
    trim(member_no) as member_no,
    nullif(trim(campaign_id), '') as campaign_id,
    nullif(trim(content_id), '') as content_id,
    nullif(trim(category), '') as category,
    nullif(trim(userid), '') as staff_id,
    nullif(trim(channel), '') as channel,
    nullif(trim(variant), '') as variant,
    sent_at_value as sent_at,
    delivered_at_value as delivered_at,
    opened_at_value as opened_at,
    clicked_at_value as clicked_at,
    forwarded_at_value as forwarded_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
