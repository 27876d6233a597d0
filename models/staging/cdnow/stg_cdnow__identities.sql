-- One row per row of the file in which a customer number stands beside a sample number.
{{ config(enabled=is_enabled('cdnow'), meta={'shares_landed_rows': true}) }}

with

transactions as (
    select * from {{ ref('base_cdnow__transactions') }}
    where quarantine_reason is null and sample_id is not null
)

select
    'cdnow' as source_system,
    'member_id' as identifier_type,
    customer_id as identifier,
    'sample_id' as linked_identifier_type,
    sample_id as linked_identifier,
    ordered_at as seen_at,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from transactions
