-- One row per bronze row with a value that could not be read.
{{ config(enabled=is_enabled('online_retail')) }}

with

checked as (
    select * from {{ ref('base_online_retail__invoice_lines') }}
    where quarantine_reason is not null or value_issue is not null
)

select
    'online_retail' as source_system,
    'invoice_lines' as source_table,
    concat_ws('; ', quarantine_reason, value_issue) as reason,
    quarantine_reason is not null as is_row_set_aside,
    _loaded_at,
    _file,
    _row
from checked
