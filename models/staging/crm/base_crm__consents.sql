-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('crm')) }}

with

consents as (
    select * from {{ source('crm', 'consents') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('changed_at', source_time_zone('crm')) }} as changed_at_value
    from consents
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'consent_id',
                'member_no',
                'purpose',
                'status',
                'changed_at',
            ]) }},
            {{ cast_failures({'changed_at': 'changed_at_value'}) }},
            {{ impossible_times({'changed_at': 'changed_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(consent_id) as consent_id,
    trim(member_no) as member_no,
    trim(purpose) as purpose,
    trim(status) as consent_status,
    changed_at_value as changed_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
