{# An instant, or null if it lies after as_of_date, the day that the numbers describe:
   until_as_of('opened_at') -> the instant at which it was opened, null if that is yet to come #}
{% macro until_as_of(instant) -%}
    case when {{ business_date(instant) }} <= {{ as_of_date() }} then {{ instant }} end
{%- endmacro %}
