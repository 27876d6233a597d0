{# The UTC instant of a local time: 2011-07-01 08:26 in Europe/London -> 2011-07-01 07:26 #}
{% macro local_to_utc(local_time, time_zone) -%}
    {{ return(adapter.dispatch('local_to_utc')(local_time, time_zone)) }}
{%- endmacro %}

{% macro duckdb__local_to_utc(local_time, time_zone) -%}
    timezone('UTC', timezone('{{ time_zone }}', {{ local_time }}))
{%- endmacro %}
