{# Groups by some keys in total, and by them and each dimension. columns: dimension -> column.
   grouping_sets_of('cohort_date', {'source': 'acquisition_source'}) -> grouping sets ((cohort_date), (cohort_date, acquisition_source)) #}
{% macro grouping_sets_of(keys, columns) -%}
    grouping sets (
        ({{ keys }})
        {%- for column in columns.values() %},
        ({{ keys }}, {{ column }})
        {%- endfor %}
    )
{%- endmacro %}
