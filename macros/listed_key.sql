{# What a row names in its own numbers, as the key of the system that lists it: its own where that delivers the entity,
   else the one other enabled source that does. listed_key('staff', 'staff_id') -> 'store:G00001' for G00001 of wecom #}
{% macro listed_key(entity, column) -%}
    {%- set systems = [] -%}
    {%- if execute -%}
        {%- for name in var('sources') if entity in var('source_systems')[name].entities -%}{% do systems.append(name) %}{%- endfor -%}
    {%- endif -%}
    {{ "'" ~ systems[0] ~ "'" if systems | length == 1 else 'source_system' }} || ':' || {{ column }}
{%- endmacro %}
