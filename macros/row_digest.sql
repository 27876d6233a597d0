{# One text that is equal for rows with equal values: row_digest(['order_id', 'channel']) -> md5 of both #}
{% macro row_digest(columns) -%}
    md5(concat_ws('|'
        {%- for column in columns -%}, coalesce(cast({{ column }} as string), '∅'){%- endfor -%}
    ))
{%- endmacro %}
