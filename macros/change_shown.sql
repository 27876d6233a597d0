{# A change as Chinese readers write it, with its sign: +1.2个百分点, of a score +1.2分, or -8.3%; null stays null.
   change_shown('previous_change', 'change_unit', 'unit') -> case … end #}
{% macro change_shown(change, change_unit, unit) -%}
    case when {{ change }} > 0 then '+' else '' end
    || case
        when {{ change_unit }} = 'points'
            then {{ one_digit(change) }}
                || case when {{ unit }} = 'score' then '分' else '个百分点' end
        else {{ one_digit(change ~ ' * 100') }} || '%'
    end
{%- endmacro %}
