-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('crm')) }}

with

referrals as (
    select * from {{ source('crm', 'referrals') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('invited_at', source_time_zone('crm')) }} as invited_at_value,
        {{ utc_instant('accepted_at', source_time_zone('crm')) }} as accepted_at_value
    from referrals
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['invitation_id', 'inviter_no', 'invited_at']) }},
            {{ cast_failures({'invited_at': 'invited_at_value'}) }},
            {{ impossible_times({'invited_at': 'invited_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'accepted_at': 'accepted_at_value'}) }} as value_issue
    from cast_values
)

select
    trim(invitation_id) as invitation_id,
    trim(inviter_no) as inviter_no,
    nullif(trim(invitee_no), '') as invitee_no,
    invited_at_value as invited_at,
    accepted_at_value as accepted_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
