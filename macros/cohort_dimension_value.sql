{# The value of that dimension in a row of cohort_grouping_sets; all for the total: cohort_dimension_value() -> 'ads' where grouping(acquisition_source) = 0 #}
{% macro cohort_dimension_value() -%}
    case
        {%- for column in cohort_dimensions().values() %}
        when grouping({{ column }}) = 0 then {{ column }}
        {%- endfor %}
        else 'all'
    end
{%- endmacro %}
