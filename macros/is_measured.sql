{# Whether the metrics of an area are computed: is_measured('growth') -> True where kpi_areas lists it #}
{% macro is_measured(area) -%}
    {{ return(area in var('kpi_areas')) }}
{%- endmacro %}
