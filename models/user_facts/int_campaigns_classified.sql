-- One row per staged row of a campaign, with the reason for which it is not used (null:
-- it is).

with

campaigns as (
    select * from {{ ref('int_campaigns_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['campaign_id']) }} as version_number,
        {{ copy_number(['campaign_id'], [
            'campaign_name', 'campaign_type', 'starts_at', 'ends_at', 'updated_at'
        ]) }} as copy_number
    from campaigns
)

select
    source_system,
    source_system || ':' || campaign_id as campaign_id,
    campaign_name,
    campaign_type,
    starts_at,
    ends_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('starts_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
