{# Drops the work tables that a model made beside itself: drop_work_tables(['labels']) -> drop table if exists … #}
{% macro drop_work_tables(names) -%}
    {%- for name in names %}drop table if exists {{ this.schema }}.{{ this.identifier }}__{{ name }};{% endfor -%}
{%- endmacro %}
