{# The first day of a date's month: 2010-12-09 -> 2010-12-01 #}
{% macro month_start(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}
