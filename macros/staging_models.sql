{# The staging models of the entities of all enabled sources, by whether one landed row may feed several staged rows (meta of the model).
   While dbt parses, nobody knows that yet, and all are given: staging_models(shares_landed_rows=false) -> ['stg_shop__orders', …] #}
{% macro staging_models(shares_landed_rows) -%}
    {%- set names = [] -%}
    {%- for source_system in var('sources') -%}
        {%- for entity in var('source_systems')[source_system]['entities'] -%}
            {%- set name = 'stg_' ~ source_system ~ '__' ~ entity -%}
            {%- set meta = graph.nodes['model.' ~ project_name ~ '.' ~ name].config.meta if execute else {'shares_landed_rows': shares_landed_rows} -%}
            {%- do names.append(name) if meta.get('shares_landed_rows', false) == shares_landed_rows -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
