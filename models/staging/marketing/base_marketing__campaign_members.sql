-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('marketing')) }}

with

campaign_members as (
    select * from {{ source('marketing', 'campaign_members') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('assigned_at', source_time_zone('marketing')) }}
            as assigned_at_value
    from campaign_members
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['campaign_id', 'member_no', 'arm', 'assigned_at']) }},
            {{ cast_failures({'assigned_at': 'assigned_at_value'}) }},
            {{ impossible_times({'assigned_at': 'assigned_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(campaign_id) as campaign_id,
    trim(member_no) as member_no,
    trim(arm) as arm,
    nullif(trim(variant), '') as variant,
    assigned_at_value as assigned_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
