{# 1 for the version of a business key that is in force, 2 for the one before it: version_number(['order_id']) -> row_number() over (…) #}
{% macro version_number(key, has_updated_at=true) -%}
    row_number() over (
        partition by source_system, {{ key | join(', ') }} order by {{ version_order(has_updated_at) }}
    )
{%- endmacro %}
