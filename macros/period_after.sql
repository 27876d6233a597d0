{# First day of the n-th day, week or month after one that begins on a day: month, 2026-11-01, 2 -> 2027-01-01 #}
{% macro period_after(grain, start, n) -%}
    case {{ grain }}
        when 'day' then {{ start }} + {{ n }}
        when 'week' then {{ start }} + 7 * ({{ n }})
        when 'month' then cast({{ start }} + ({{ n }}) * interval '1' month as date)
    end
{%- endmacro %}
