{# The hour of the business day, 0 to 23, of a UTC instant: 2026-11-21 17:30 in Asia/Shanghai -> 1 #}
{% macro business_hour(instant, time_zone=none) -%}
    {{ return(adapter.dispatch('business_hour')(instant, time_zone or var('business_time_zone'))) }}
{%- endmacro %}

{% macro duckdb__business_hour(instant, time_zone) -%}
    cast(hour(timezone('{{ time_zone }}', timezone('UTC', {{ instant }}))) as int)
{%- endmacro %}

{% macro spark__business_hour(instant, time_zone) -%}
    cast(hour(from_utc_timestamp({{ instant }}, '{{ time_zone }}')) as int)
{%- endmacro %}
