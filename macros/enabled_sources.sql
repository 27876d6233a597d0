{# The enabled source systems as a list of literals: {{ enabled_sources() }} -> 'crm', 'shop' #}
{% macro enabled_sources() -%}
    '{{ var("sources") | join("', '") }}'
{%- endmacro %}
