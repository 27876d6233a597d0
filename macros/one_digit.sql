{# A number with one digit as text, halves away from 0. Through a longer decimal: 223.04999999999998 is the double nearest to
   223.05, and engines do not round doubles alike.
   one_digit('cast(223.04999999999998 as double)') -> '223.1' #}
{% macro one_digit(number) -%}
    cast(cast(cast({{ number }} as decimal(28, 9)) as decimal(18, 1)) as string)
{%- endmacro %}
