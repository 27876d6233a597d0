{# The business day that the numbers describe: {{ as_of_date() }} -> cast('2017-12-31' as date) #}
{% macro as_of_date() -%}
    cast('{{ var("as_of_date") }}' as date)
{%- endmacro %}
