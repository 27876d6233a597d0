{# Lets readers of Spark see a published version: external tables in a schema of its own, and views of them in the schema `published`.
   register_version('build/spark/published', 'v000002', {'v000002': ['kpi_values']}) -> view published.kpi_values of published_v000002.kpi_values #}
{% macro register_version(folder, current, tables) -%}
    {%- do run_query('create schema if not exists published') -%}
    {%- for version, names in tables.items() -%}
        {%- do run_query('create schema if not exists published_' ~ version) -%}
        {%- for name in names -%}
            {%- do run_query('create table if not exists published_' ~ version ~ '.' ~ name ~ " using parquet location '" ~ folder ~ '/' ~ version ~ '/' ~ name ~ "'") -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in tables[current] -%}
        {%- do run_query('create or replace view published.' ~ name ~ ' as select * from published_' ~ current ~ '.' ~ name) -%}
    {%- endfor -%}
    {%- for name in relation_names('published') if name not in tables[current] -%}
        {%- do run_query('drop view published.' ~ name) -%}
    {%- endfor -%}
    {%- for row in run_query('show schemas') if row[0].startswith('published_v') and row[0].removeprefix('published_') not in tables -%}
        {%- do run_query('drop schema ' ~ row[0] ~ ' cascade') -%}
    {%- endfor -%}
{%- endmacro %}
