-- One row per staged row of the target of a metric and period, with the reason for
-- which it is not used (null: it is).

with

targets as (
    select * from {{ ref('int_targets_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['metric_id', 'grain', 'period_start']) }} as version_number,
        {{ copy_number(['metric_id', 'grain', 'period_start'], [
            'target_value', 'updated_at'
        ]) }} as copy_number
    from targets
)

select
    source_system,
    metric_id,
    grain,
    period_start,
    target_value,
    updated_at,
    {{ set_aside_reason() }} as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
