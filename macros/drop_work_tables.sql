{# Drops the work tables that a model made in a schema of its own: drop_work_tables() in int_identity_cores -> drop schema int_identity_cores__work cascade #}
{% macro drop_work_tables() -%}
    drop schema if exists {{ this.identifier }}__work cascade
{%- endmacro %}
