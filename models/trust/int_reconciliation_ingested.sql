-- One row per step up to staging, source system, landed table and outcome: rows that
-- came in, were used, were set aside.
{{ config(schema='user_facts') }}

with

loads as (
    select
        source_system,
        source_table as entity,
        sum(rows_in) as rows_in,
        sum(rows_loaded) as rows_loaded,
        sum(rows_quarantined) as rows_quarantined
    from {{ ref('int_loads_selected') }}
    group by source_system, source_table
),

erased as (
    select
        source_system,
        source_table as entity,
        sum(rows_erased) as row_count
    from {{ ref('int_erasures_selected') }}
    group by source_system, source_table
),

used as (
    select source_system, source_table as entity, row_count
    from {{ ref('int_staged_rows_counted') }}
),

quarantined as (
    select
        source_system,
        source_table as entity,
        count(*) as row_count
    from {{ ref('int_quarantine_united') }}
    where step = 'staging' and is_row_set_aside
    group by source_system, source_table
),

united as (
    select
        'landing to bronze' as step,
        source_system,
        entity,
        'in' as outcome,
        rows_in as row_count
    from loads
    union all
    select
        'landing to bronze' as step,
        source_system,
        entity,
        'used' as outcome,
        rows_loaded as row_count
    from loads
    union all
    select
        'landing to bronze' as step,
        source_system,
        entity,
        'quarantine' as outcome,
        rows_quarantined as row_count
    from loads
    union all
    select
        'bronze to staging' as step,
        source_system,
        entity,
        'in' as outcome,
        rows_loaded as row_count
    from loads
    union all
    select
        'bronze to staging' as step, source_system, entity, 'used' as outcome, row_count
    from used
    union all
    select
        'bronze to staging' as step,
        source_system,
        entity,
        'quarantine' as outcome,
        row_count
    from quarantined
    union all
    select
        'bronze to staging' as step,
        source_system,
        entity,
        'erased' as outcome,
        row_count
    from erased
    union all
    -- Landed and kept, but no entity of the contract reads it yet.
    select
        'bronze to staging' as step,
        loads.source_system,
        loads.entity,
        'not_read' as outcome,
        loads.rows_loaded - coalesce(erased.row_count, 0) as row_count
    from loads
    left join erased
        on loads.source_system = erased.source_system and loads.entity = erased.entity
    where
        loads.source_system
        || '.'
        || loads.entity not in ('{{ source_tables_read() | join("', '") }}')
)

select
    step,
    source_system,
    entity,
    outcome,
    cast(row_count as bigint) as row_count
from united
