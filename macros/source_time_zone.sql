{# The zone of a source system's timestamps: source_time_zone('online_retail') -> Europe/London #}
{% macro source_time_zone(source_system) -%}
    {{ return(var('source_systems')[source_system]['time_zone']) }}
{%- endmacro %}
