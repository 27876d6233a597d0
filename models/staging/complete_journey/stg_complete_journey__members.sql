-- One row per household that answered the questionnaire, and file that carried it.
{{ config(enabled=is_enabled('complete_journey')) }}

with

demographics as (
    select * from {{ ref('base_complete_journey__demographics') }}
    where quarantine_reason is null
)

select
    'complete_journey' as source_system,
    household_id as member_id,
    cast(null as timestamp) as joined_at,
    cast(null as timestamp) as ended_at,
    cast(null as string) as acquisition_source,
    cast(null as date) as birth_date,
    age_band,
    cast(null as string) as gender,
    cast(null as string) as city,
    cast(null as string) as occupation,
    cast(null as string) as member_level,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from demographics
