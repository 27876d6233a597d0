{# Descriptions go into the file for what readers see, not for the hundreds of tables behind it: marts.kpi_values -> comments, user_facts.x -> none #}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if relation.schema == 'marts' -%}
        {{ default__persist_docs(relation, model, for_relation, for_columns) }}
    {%- endif -%}
{%- endmacro %}
