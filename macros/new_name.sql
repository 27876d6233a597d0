{# How a table is named that another one is renamed to: new_name('work.labels') -> labels on DuckDB, work.labels on Spark #}
{% macro new_name(relation) -%}
    {{ return(adapter.dispatch('new_name')(relation)) }}
{%- endmacro %}

{% macro duckdb__new_name(relation) -%}
    {{ return(relation.split('.')[-1]) }}
{%- endmacro %}

{% macro spark__new_name(relation) -%}
    {{ return(relation) }}
{%- endmacro %}
