-- One row per landed row of a member record.
{{ config(enabled=is_enabled('crm')) }}

with

members as (
    select * from {{ ref('base_crm__members') }}
    where quarantine_reason is null
)

select
    'crm' as source_system,
    member_id,
    joined_at,
    ended_at,
    acquisition_source,
    birth_date,
    cast(null as string) as age_band,
    gender,
    city,
    occupation,
    member_level,
    updated_at,
    _loaded_at,
    _file,
    _row
from members
