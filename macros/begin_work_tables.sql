{# An empty schema for the work tables of a model, whatever a killed build left in it:
   begin_work_tables() in int_identity_cores -> int_identity_cores__work #}
{% macro begin_work_tables() -%}
    {%- do run_query(drop_work_tables()) -%}
    {%- do run_query('create schema ' ~ this.identifier ~ '__work') -%}
    {{ return(this.identifier ~ '__work') }}
{%- endmacro %}
