{# A quotient as a double; null if the denominator is null or 0: ratio('2', '4') -> 0.5 #}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}
