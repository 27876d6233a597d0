-- Every staged row of an entity has arrived once; an entity whose rows tell no instant
-- at all (products of a source without updated_at) is in no arrival.
with

staged as (
    {%- for source_system in var('sources') %}
    {%- for entity in var('source_systems')[source_system]['entities'] %}
    select
        '{{ source_system }}' as source_system,
        '{{ entity }}' as entity,
        count(*) as row_count
    from {{ ref('stg_' ~ source_system ~ '__' ~ entity) }}
    union all
    {%- endfor %}
    {%- endfor %}
    select
        source_system,
        source_table as entity,
        rows_loaded as row_count
    from {{ ref('int_loads_selected') }}
    where false
),

arrived as (
    select
        source_system,
        entity,
        sum(row_count) as row_count
    from {{ ref('arrival_delays') }}
    group by source_system, entity
)

select
    staged.source_system,
    staged.entity,
    staged.row_count as rows_staged,
    arrived.row_count as rows_arrived
from staged
inner join arrived
    on
        staged.source_system = arrived.source_system
        and staged.entity = arrived.entity
where staged.row_count <> arrived.row_count
