-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('crm')) }}

with

bindings as (
    select * from {{ source('crm', 'bindings') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('bound_at', source_time_zone('crm')) }} as bound_at_value
    from bindings
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['binding_id', 'member_no', 'bound_at']) }},
            case
                when coalesce(phone, card_no, unionid) is null
                    then 'phone, card_no, unionid are missing'
            end,
            {{ cast_failures({'bound_at': 'bound_at_value'}) }},
            {{ impossible_times({'bound_at': 'bound_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(member_no) as member_id,
    phone,
    card_no,
    unionid,
    bound_at_value as bound_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
