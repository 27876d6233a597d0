{# Drops the work tables that a model made beside itself: drop_work_tables() in int_identity_cores -> drop table int_identity_cores__labels; … #}
{% macro drop_work_tables() -%}
    {%- for found in run_query("select table_name from information_schema.tables where table_schema = '" ~ this.schema ~ "' and substr(table_name, 1, " ~ (this.identifier | length + 2) ~ ") = '" ~ this.identifier ~ "__'") if execute -%}
        drop table {{ this.schema }}.{{ found['table_name'] }};
    {% endfor -%}
{%- endmacro %}
