{# The value of that dimension in a row of grouping_sets_of; all for the total, and for null what unknown says (none: null).
   dimension_value_of({'source': 'acquisition_source'}) -> 'ads' where grouping(acquisition_source) = 0 #}
{% macro dimension_value_of(columns, unknown='unknown') -%}
    case
        {%- for column in columns.values() %}
        when grouping({{ column }}) = 0 then {{ column if unknown is none else "coalesce(" ~ column ~ ", '" ~ unknown ~ "')" }}
        {%- endfor %}
        else 'all'
    end
{%- endmacro %}
