{# Before anything is built, the evidence of the build before is void: a killed build must not look audited.
   on-run-start: forget_results() -> audit.dbt_results without rows, audit.clocks with one #}
{% macro forget_results() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- do adapter.create_schema(api.Relation.create(database=target.database, schema='audit')) -%}
        {%- do run_query("create or replace table audit.dbt_results (invocation_id string, unique_id string, resource_type string, name string, status string, failures bigint, message string, relation string)") -%}
        {%- do run_query("create or replace table audit.clocks as select '" ~ invocation_id ~ "' as invocation_id, " ~ as_of_date() ~ " as as_of_date, " ~ known_at() ~ " as known_at, '" ~ var('business_time_zone') ~ "' as business_time_zone, '" ~ var('currency') ~ "' as currency, '" ~ var('sources') | join(',') ~ "' as sources") -%}
    {%- endif -%}
{%- endmacro %}
