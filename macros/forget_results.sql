{# Before anything is built, the evidence of the build before is void: a killed build must not look audited.
   on-run-start: forget_results() -> audit.dbt_results, clocks and lineage are gone until the build is over #}
{% macro forget_results() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- do run_query('create schema if not exists audit') -%}
        {%- do run_query('drop table if exists audit.dbt_results') -%}
        {%- do run_query('drop table if exists audit.clocks') -%}
        {%- do run_query('drop table if exists audit.lineage') -%}
    {%- endif -%}
{%- endmacro %}
