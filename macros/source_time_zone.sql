{# The zone of a source system's timestamps: source_time_zone('online_retail') -> Europe/London #}
{% macro source_time_zone(source_system) -%}
    {%- if source_system not in var('source_systems') -%}
        {{ exceptions.raise_compiler_error("dbt_project.yml, source_systems: there is no line for " ~ source_system) }}
    {%- endif -%}
    {{ return(var('source_systems')[source_system]['time_zone']) }}
{%- endmacro %}
