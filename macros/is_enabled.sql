{# Whether a source system is among those that are united: is_enabled('cdnow') -> False #}
{% macro is_enabled(source_system) -%}
    {{ return(source_system in var('sources')) }}
{%- endmacro %}
