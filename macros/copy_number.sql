{# 1 for the latest of the rows of a business key with the same content, 2 for the copy before it:
   copy_number(['order_id'], ['channel', 'updated_at']) -> row_number() over (…) #}
{% macro copy_number(key, columns, has_updated_at=true) -%}
    row_number() over (
        partition by source_system, {{ key | join(', ') }}, {{ row_digest(columns) }}
        order by {{ version_order(has_updated_at) }}
    )
{%- endmacro %}
