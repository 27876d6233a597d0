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
    versions_numbered.source_system,
    versions_numbered.metric_id,
    versions_numbered.grain,
    versions_numbered.period_start,
    versions_numbered.target_value,
    versions_numbered.updated_at,
    -- No number could ever stand beside it.
    case
        when definitions.metric_id is null then 'unknown_metric'
        when not {{ is_word_of('versions_numbered.grain', 'definitions.grains') }}
            then 'unknown_grain'
        when
            versions_numbered.period_start
            <> cast(
                date_trunc(versions_numbered.grain, versions_numbered.period_start)
                as date
            )
            then 'no_period_start'
        else {{ set_aside_reason() }}
    end as set_aside_reason,
    versions_numbered._loaded_at,
    versions_numbered._file,
    versions_numbered._row
from versions_numbered
left join {{ ref('kpi_definitions') }} as definitions
    on versions_numbered.metric_id = definitions.metric_id
