{# The rows of one entity from every enabled source that delivers it; typed and empty if none does.
   united('orders') -> select source_system, order_id, … from stg_shop__orders union all … #}
{% macro united(entity) -%}
    {%- set names = model.columns.keys() | join(', ') -%}
    {%- for source_system in var('sources') if entity in var('source_systems')[source_system]['entities'] %}
    select {{ names }} from {{ ref('stg_' ~ source_system ~ '__' ~ entity) }}
    union all
    {%- endfor %}
    select
        {%- for column in model.columns.values() %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    where false
{%- endmacro %}
