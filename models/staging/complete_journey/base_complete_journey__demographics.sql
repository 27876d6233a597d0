-- One row per bronze row: what is missing named.
{{ config(enabled=is_enabled('complete_journey')) }}

with

demographics as (
    select * from {{ source('complete_journey', 'demographics') }}
    where _loaded_at <= {{ known_at() }}
)

select
    household_id,
    nullif(trim(age), '') as age_band,
    {{ missing_values(['household_id']) }} as quarantine_reason,
    cast(null as string) as value_issue,
    _loaded_at,
    _file,
    _row
from demographics
