{# An aggregate: the value of the row with the largest number among those that have one; numbers are unique in the group.
   last_said('city', 'record_number') of (1, Hangzhou), (2, null) -> Hangzhou #}
{% macro last_said(value, number) -%}
    max_by({{ value }}, case when {{ value }} is not null then {{ number }} end)
{%- endmacro %}
