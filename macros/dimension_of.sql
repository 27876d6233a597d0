{# The dimension by which a row of grouping_sets_of is split; all for the total. columns: dimension -> column.
   dimension_of({'source': 'acquisition_source'}) -> 'source' where grouping(acquisition_source) = 0 #}
{% macro dimension_of(columns) -%}
    case
        {%- for dimension, column in columns.items() %}
        when grouping({{ column }}) = 0 then '{{ dimension }}'
        {%- endfor %}
        else 'all'
    end
{%- endmacro %}
