{# How a model of a growing table is materialized: what grows by months on DuckDB is made anew on Spark.
   config(materialized=grown()) -> incremental #}
{% macro grown() -%}{{ return(adapter.dispatch('grown')()) }}{%- endmacro %}
{% macro duckdb__grown() -%}{{ return('incremental') }}{%- endmacro %}
{% macro spark__grown() -%}{{ return('table') }}{%- endmacro %}
