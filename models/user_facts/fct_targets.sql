-- One row per source system, metric, grain and period: the target in force.
-- Targets of a year, its quarters and its months are set on their own and need not add
-- up.

with

targets as (
    select * from {{ ref('int_targets_classified') }}
    where set_aside_reason is null
)

select
    source_system,
    metric_id,
    grain,
    period_start,
    target_value,
    updated_at
from targets
