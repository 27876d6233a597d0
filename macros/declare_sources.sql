{# Before a build on Spark, every landed table of an enabled source is declared over its Parquet files; DuckDB reads them where they are.
   on-run-start: declare_sources() -> table shop.orders over <FUGOU_HOME>/bronze/shop/orders #}
{% macro declare_sources() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}{{ adapter.dispatch('declare_sources')() }}{%- endif -%}
{%- endmacro %}

{% macro duckdb__declare_sources() -%}{%- endmacro %}

{% macro spark__declare_sources() -%}
    {%- set schemas = [] -%}
    {%- for source in graph.sources.values() if source.meta.get('internal') or is_enabled(source.source_name) -%}
        {%- if source.schema not in schemas -%}
            {%- do schemas.append(source.schema) -%}
            {%- do run_query('create schema if not exists ' ~ source.schema) -%}
        {%- endif -%}
        {%- set path = source.meta.external_location.split("read_parquet('")[1].split('/*.parquet')[0].replace('{schema}', source.schema).replace('{name}', source.identifier) -%}
        {#- Spark would look for a relative path in its own warehouse. -#}
        {%- set path = path if path.startswith('/') else env_var('PWD') ~ '/' ~ path -%}
        {%- do run_query('drop table if exists ' ~ source.schema ~ '.' ~ source.identifier) -%}
        {%- do run_query("create table " ~ source.schema ~ '.' ~ source.identifier ~ " using parquet options (mergeSchema 'true') location '" ~ path ~ "'") -%}
    {%- endfor -%}
{%- endmacro %}
