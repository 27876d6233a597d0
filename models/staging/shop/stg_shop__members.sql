-- One row per landed row of a member record.
{{ config(enabled=is_enabled('shop'), meta={'shares_landed_rows': true}) }}

with

accounts as (
    select * from {{ ref('base_shop__accounts') }}
    where quarantine_reason is null
)

select
    'shop' as source_system,
    member_id,
    joined_at,
    cast(null as timestamp) as ended_at,
    cast(null as string) as acquisition_source,
    cast(null as date) as birth_date,
    cast(null as string) as age_band,
    cast(null as string) as gender,
    cast(null as string) as city,
    cast(null as string) as occupation,
    cast(null as string) as member_level,
    updated_at,
    _loaded_at,
    _file,
    _row
from accounts
