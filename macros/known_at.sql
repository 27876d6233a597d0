{# Only rows loaded up to this UTC instant count: {{ known_at() }} -> cast('2026-01-01 00:00:00' as timestamp) #}
{% macro known_at() -%}
    cast('{{ var("known_at") }}' as timestamp)
{%- endmacro %}
