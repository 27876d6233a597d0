{# A change as Chinese readers write it, with its sign: +1.2个百分点 or -8.3%; null stays null.
   change_shown('previous_change', 'change_unit') -> case … end #}
{% macro change_shown(change, unit) -%}
    case when {{ change }} > 0 then '+' else '' end
    || case
        when {{ unit }} = 'points' then cast(cast({{ change }} as decimal(18, 1)) as string) || '个百分点'
        else cast(cast({{ change }} * 100 as decimal(18, 1)) as string) || '%'
    end
{%- endmacro %}
