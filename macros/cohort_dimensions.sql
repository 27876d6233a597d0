{# What cohorts are split by: each dimension, and the column of int_cohort_users that has its value:
   cohort_dimensions() -> {'source': 'acquisition_source', …, 'is_referred': 'referral'} #}
{% macro cohort_dimensions() -%}
    {{ return({
        'source': 'acquisition_source',
        'channel': 'first_channel',
        'city_tier': 'city_tier',
        'age_band': 'age_band',
        'first_category': 'first_category',
        'is_referred': 'referral',
    }) }}
{%- endmacro %}
