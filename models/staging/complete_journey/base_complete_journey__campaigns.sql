-- One row per bronze row: what is missing named.
{{ config(enabled=is_enabled('complete_journey')) }}

with

campaigns as (
    select * from {{ source('complete_journey', 'campaigns') }}
    where _loaded_at <= {{ known_at() }}
)

select
    campaign_id,
    household_id,
    {{ missing_values(['campaign_id', 'household_id']) }} as quarantine_reason,
    cast(null as string) as value_issue,
    _loaded_at,
    _file,
    _row
from campaigns
