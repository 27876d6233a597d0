-- One row per landed row of a target of a metric and period.
{{ config(enabled=is_enabled('plan')) }}

with

targets as (
    select * from {{ ref('base_plan__targets') }}
    where quarantine_reason is null
)

select
    'plan' as source_system,
    metric_id,
    grain,
    period_start,
    target_value,
    updated_at,
    _loaded_at,
    _file,
    _row
from targets
