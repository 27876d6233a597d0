{# The order in which the latest version of a business key comes first; the file and row make it unique.
   Rows of an entity that never changes carry no updated_at: version_order(has_updated_at=false).
   row_number() over (partition by order_id order by version_order()) -> 1 for the latest #}
{% macro version_order(has_updated_at=true) -%}
    {{ 'updated_at desc nulls last, ' if has_updated_at }}_loaded_at desc nulls last, _file desc nulls last, _row desc nulls last
{%- endmacro %}
