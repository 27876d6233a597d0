{# The order in which the latest version of a business key comes first; the file and row make it unique. #}
{% macro version_order() -%}
    updated_at desc nulls last, _loaded_at desc nulls last, _file desc nulls last, _row desc nulls last
{%- endmacro %}
