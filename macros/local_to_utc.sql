{# The UTC instant of a local time: 2011-07-01 08:26 in Europe/London -> 2011-07-01 07:26
   Zones that change their clocks by one hour. Of the hour that comes twice in autumn, the second one; of the hour that spring leaves out, the time by the clock that was not set yet. #}
{% macro local_to_utc(local_time, time_zone) -%}
    {{ return(adapter.dispatch('local_to_utc')(local_time, time_zone)) }}
{%- endmacro %}

{% macro duckdb__local_to_utc(local_time, time_zone) -%}
    timezone('UTC', timezone('{{ time_zone }}', {{ local_time }}))
{%- endmacro %}

{% macro spark__local_to_utc(local_time, time_zone) -%}
    to_utc_timestamp({{ local_time }}, '{{ time_zone }}')
        + case
            when from_utc_timestamp(to_utc_timestamp({{ local_time }}, '{{ time_zone }}') + interval '1' hour, '{{ time_zone }}') = {{ local_time }}
                then interval '1' hour
            else interval '0' hour
        end
{%- endmacro %}
