-- One row per staged row of a person in a campaign, with the reason for which it is not
-- used (null: it is).

with

campaign_members as (
    select * from {{ ref('int_campaign_members_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(
            ['campaign_id', 'identifier_type', 'identifier'], has_updated_at=false
        ) }} as version_number,
        {{ copy_number(['campaign_id', 'identifier_type', 'identifier'], [
            'arm', 'variant', 'assigned_at'
        ], has_updated_at=false) }} as copy_number
    from campaign_members
)

select
    source_system,
    {{ listed_key('campaigns', 'campaign_id') }} as campaign_id,
    identifier_type,
    identifier,
    arm,
    variant,
    assigned_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('assigned_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
