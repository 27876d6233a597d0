{# Calendar months from one month to another: 2010-12-01, 2011-02-01 -> 2 #}
{% macro months_between(earlier, later) -%}
    cast((year({{ later }}) - year({{ earlier }})) * 12 + month({{ later }}) - month({{ earlier }}) as int)
{%- endmacro %}
