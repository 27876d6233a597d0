-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('marketing')) }}

with

campaigns as (
    select * from {{ source('marketing', 'campaigns') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('starts_at', source_time_zone('marketing')) }}
            as starts_at_value,
        {{ utc_instant('ends_at', source_time_zone('marketing')) }} as ends_at_value,
        {{ utc_instant('updated_at', source_time_zone('marketing')) }}
            as updated_at_value
    from campaigns
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'campaign_id',
                'campaign_type',
                'starts_at',
                'ends_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'starts_at': 'starts_at_value',
                'ends_at': 'ends_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'updated_at': 'updated_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(campaign_id) as campaign_id,
    nullif(trim(name), '') as campaign_name,
    trim(campaign_type) as campaign_type,
    starts_at_value as starts_at,
    ends_at_value as ends_at,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
