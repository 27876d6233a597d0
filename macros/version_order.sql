{# The order in which the latest version of a business key comes first; the file and row make it unique.
   row_number() over (partition by order_id order by version_order()) -> 1 for the latest #}
{% macro version_order() -%}
    updated_at desc nulls last, _loaded_at desc nulls last, _file desc nulls last, _row desc nulls last
{%- endmacro %}
