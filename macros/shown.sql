{# A number as Chinese readers write it: 万 and 亿, percent with one digit, the unit behind; null stays null.
   shown('value', 'unit') -> case when … end #}
{% macro shown(number, unit) -%}
    {%- set whole = "'users', 'orders', 'views', 'sessions', 'requests', 'items', 'groups', 'events', 'participants', 'person-times'" -%}
    case
        when {{ unit }} = 'score' then {{ one_digit(number ~ ' * 100') }}
        when {{ unit }} = 'ratio' then {{ one_digit(number ~ ' * 100') }} || '%'
        when abs({{ number }}) >= 1e8 then {{ one_digit(number ~ ' / 1e8') }} || '亿'
        when abs({{ number }}) >= 1e4 then {{ one_digit(number ~ ' / 1e4') }} || '万'
        when {{ unit }} in ({{ whole }}) then cast(cast(round({{ number }}, 0) as bigint) as string)
        else {{ one_digit(number) }}
    end || case {{ unit }}
        {%- for word, sign in [
            ('users', '人'), ('orders', '单'), ('days', '天'), ('hours', '小时'), ('minutes', '分钟'), ('seconds', '秒'),
            ('interactions', '次'), ('views', '次'), ('sessions', '场'), ('points', '分'), ('score', '分'), ('multiple', '倍'),
            ('items', '篇'), (var('currency'), {'CNY': '元'}.get(var('currency'), ' ' ~ var('currency')))
        ] %}
        when '{{ word }}' then '{{ sign }}'
        {%- endfor %}
        else ''
    end
{%- endmacro %}
