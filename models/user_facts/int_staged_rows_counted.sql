-- One row per source system and landed table: how many of its rows staging used.
-- A landed row that feeds several staged ones (an invoice line: order, item, product)
-- counts once; finding those costs memory, so only models that say so are looked at.

with

counted as (
    {%- for name in staging_models(shares_landed_rows=false) %}
    select source_system, _file, count(*) as row_count
    from {{ ref(name) }}
    group by source_system, _file
    union all
    {%- endfor %}
    select source_system, _file, count(*) as row_count
    from (
        {%- for name in staging_models(shares_landed_rows=true) %}
        select source_system, _file, _row, _loaded_at from {{ ref(name) }}
        union
        {%- endfor %}
        select source_system, _file, _row, _loaded_at
        from {{ ref('stg_ingest__quarantine') }}
        where false
    ) as shared
    group by source_system, _file
)

select
    source_system,
    split_part(_file, '/', 2) as source_table,
    cast(sum(row_count) as bigint) as row_count
from counted
group by source_system, split_part(_file, '/', 2)
