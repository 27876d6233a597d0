{# Whether a word is one of those listed with spaces between; null for a list that is null: is_word_of("'vip'", "'vip active'") -> true #}
{% macro is_word_of(word, list) -%}
    (instr(' ' || {{ list }} || ' ', ' ' || {{ word }} || ' ') > 0)
{%- endmacro %}
