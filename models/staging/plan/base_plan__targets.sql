-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('plan')) }}

with

targets as (
    select * from {{ source('plan', 'targets') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        cast(try_cast(period_start as timestamp) as date) as period_start_value,
        try_cast(target_value as decimal(18, 4)) as target_value_value,
        {{ utc_instant('updated_at', source_time_zone('plan')) }} as updated_at_value
    from targets
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'metric_id',
                'grain',
                'period_start',
                'target_value',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'period_start': 'period_start_value',
                'target_value': 'target_value_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'updated_at': 'updated_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(metric_id) as metric_id,
    trim(grain) as grain,
    period_start_value as period_start,
    target_value_value as target_value,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
