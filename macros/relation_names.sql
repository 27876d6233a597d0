{# The tables and views of a schema, none if there is no such schema: relation_names('rules') -> ['identity_rules', …] #}
{% macro relation_names(schema) -%}
    {{ return(adapter.dispatch('relation_names')(schema) if execute else []) }}
{%- endmacro %}

{% macro duckdb__relation_names(schema) -%}
    {{ return(run_query("select table_name from information_schema.tables where table_catalog = '" ~ target.database ~ "' and table_schema = '" ~ schema ~ "'").columns[0].values()) }}
{%- endmacro %}

{% macro spark__relation_names(schema) -%}
    {#- Asking for the tables of a schema that is not there is an error. -#}
    {%- if run_query("show schemas like '" ~ schema ~ "'") | length == 0 -%}{{ return([]) }}{%- endif -%}
    {{ return(run_query('show tables in ' ~ schema).columns[1].values()) }}
{%- endmacro %}
