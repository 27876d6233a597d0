{# Whole seconds from one instant to another, by the fields of both: '2025-12-31 23:59:58', '2026-01-01 00:01:03' -> 65 #}
{% macro seconds_between(earlier, later) -%}
    cast(
        cast(cast({{ later }} as date) - cast({{ earlier }} as date) as int) * 86400
        + (hour({{ later }}) - hour({{ earlier }})) * 3600
        + (minute({{ later }}) - minute({{ earlier }})) * 60
        + second({{ later }}) - second({{ earlier }}) as bigint
    )
{%- endmacro %}
