{# Groups by some keys in total, and by them and each dimension of a cohort:
   cohort_grouping_sets('cohort_date') -> grouping sets ((cohort_date), (cohort_date, acquisition_source), …, (cohort_date, referral)) #}
{% macro cohort_grouping_sets(keys) -%}
    grouping sets (
        ({{ keys }})
        {%- for column in cohort_dimensions().values() %},
        ({{ keys }}, {{ column }})
        {%- endfor %}
    )
{%- endmacro %}
