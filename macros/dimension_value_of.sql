{# The value of that dimension in a row of grouping_sets_of; all for the total, unknown for null.
   dimension_value_of({'source': 'acquisition_source'}) -> 'ads' where grouping(acquisition_source) = 0 #}
{% macro dimension_value_of(columns) -%}
    case
        {%- for column in columns.values() %}
        when grouping({{ column }}) = 0 then coalesce({{ column }}, 'unknown')
        {%- endfor %}
        else 'all'
    end
{%- endmacro %}
