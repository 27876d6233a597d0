-- One row per landed row that could not be read, at ingest or in staging.

with

united as (
    select
        source_system,
        source_table,
        'ingest' as step,
        reason,
        is_row_set_aside,
        _loaded_at,
        _file,
        _row
    from {{ ref('stg_ingest__quarantine') }}
    where source_system in ({{ enabled_sources() }})
    {%- for source_system in var('sources') %}

    union all

    select
        source_system,
        source_table,
        'staging' as step,
        reason,
        is_row_set_aside,
        _loaded_at,
        _file,
        _row
    from {{ ref('stg_' ~ source_system ~ '__quarantine') }}
    {%- endfor %}
)

select
    source_system,
    source_table,
    step,
    reason,
    is_row_set_aside,
    _loaded_at,
    _file,
    _row
from united
