{# The business day of a UTC instant: 2026-11-21 17:30 in Asia/Shanghai -> 2026-11-22 #}
{% macro business_date(instant, time_zone=none) -%}
    {{ return(adapter.dispatch('business_date')(instant, time_zone or var('business_time_zone'))) }}
{%- endmacro %}

{% macro duckdb__business_date(instant, time_zone) -%}
    cast(timezone('{{ time_zone }}', timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{% macro spark__business_date(instant, time_zone) -%}
    cast(from_utc_timestamp({{ instant }}, '{{ time_zone }}') as date)
{%- endmacro %}
