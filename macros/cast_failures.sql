{# Why values of a bronze row could not be cast, null if all could.
   cast_failures({'Quantity': 'quantity'}) -> 'Quantity is not readable' where the text is there and the value is not #}
{% macro cast_failures(columns) -%}
    nullif(concat_ws('; '
        {%- for text, value in columns.items() -%}
        , case when nullif(trim({{ text }}), '') is not null and {{ value }} is null then '{{ text }} is not readable' end
        {%- endfor -%}
    ), '')
{%- endmacro %}
