{# How much a number changed on an earlier one: as a fraction of it, in percentage points for ratios and scores.
   change_on('value', '200.0', 'unit'): 230.0 users -> 0.15; 0.42 on 0.40 as a ratio -> 2.0; null on null, and on 0 or less as no fraction exists #}
{% macro change_on(number, earlier, unit) -%}
    case
        when {{ unit }} in ('ratio', 'score') then round(({{ number }} - {{ earlier }}) * 100, 9)
        when {{ earlier }} > 0 then round({{ number }} / {{ earlier }} - 1, 12)
    end
{%- endmacro %}
