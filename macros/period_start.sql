{# First day of the day, week or month in which a day lies: week, 2026-11-22 -> 2026-11-16 #}
{% macro period_start(grain, day) -%}
    case {{ grain }}
        when 'day' then {{ day }}
        when 'week' then cast(date_trunc('week', {{ day }}) as date)
        when 'month' then {{ month_start(day) }}
    end
{%- endmacro %}
