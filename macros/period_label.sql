{# A period as people name it: a week by its Thursday's year, as ISO 8601 has it.
   period_label('grain', 'period_start') -> case … end, for example 2025-Q4 or 2025-W47 #}
{% macro period_label(grain, start) -%}
    case {{ grain }}
        when 'day' then cast({{ start }} as string)
        when 'week' then cast(year(cast({{ start }} + 3 as date)) as string)
            || '-W' || right('0' || cast(weekofyear({{ start }}) as string), 2)
        when 'month' then left(cast({{ start }} as string), 7)
        when 'quarter' then left(cast({{ start }} as string), 4) || '-Q' || cast(quarter({{ start }}) as string)
        else left(cast({{ start }} as string), 4)
    end
{%- endmacro %}
