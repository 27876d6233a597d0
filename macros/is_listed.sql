{# Whether a value is one of those listed with spaces between; a list that is null holds every value:
   is_listed("'vip'", "'vip active'") -> true #}
{% macro is_listed(value, list) -%}
    ({{ list }} is null or {{ is_word_of(value, list) }})
{%- endmacro %}
