{# Before anything is built, the evidence of the build before is void: a killed build must not look audited.
   on-run-start: forget_results() -> audit.dbt_results and audit.clocks are gone until record_results #}
{% macro forget_results() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- do run_query('create schema if not exists audit') -%}
        {%- do run_query('drop table if exists audit.dbt_results') -%}
        {%- do run_query('drop table if exists audit.clocks') -%}
    {%- endif -%}
{%- endmacro %}
