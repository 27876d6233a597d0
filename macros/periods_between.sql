{# Days, weeks or months from the first day of one to the first day of another: week, 2026-11-16, 2026-11-30 -> 2 #}
{% macro periods_between(grain, earlier, later) -%}
    case {{ grain }}
        when 'day' then cast({{ later }} - {{ earlier }} as int)
        when 'week' then cast(floor(cast({{ later }} - {{ earlier }} as int) / 7) as int)
        when 'month' then {{ months_between(earlier, later) }}
    end
{%- endmacro %}
