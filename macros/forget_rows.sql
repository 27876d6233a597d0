{# Deletes rows of an incremental model before it is continued; nothing if it is made anew:
   forget_rows('_loaded_at > …') -> delete from … #}
{% macro forget_rows(condition) -%}
    {%- if is_incremental() -%}delete from {{ this }} where {{ condition }}{%- endif -%}
{%- endmacro %}
