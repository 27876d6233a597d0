{# The dimension by which a row of cohort_grouping_sets is split; all for the total: cohort_dimension() -> 'source' where grouping(acquisition_source) = 0 #}
{% macro cohort_dimension() -%}
    case
        {%- for dimension, column in cohort_dimensions().items() %}
        when grouping({{ column }}) = 0 then '{{ dimension }}'
        {%- endfor %}
        else 'all'
    end
{%- endmacro %}
