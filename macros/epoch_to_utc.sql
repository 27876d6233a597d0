{# The UTC instant of a text of whole seconds since 1970: '1763746200' -> 2025-11-21 17:30. Null if it is none, and after the year 9999.
   In days and seconds, as the number of seconds of an interval is 32 bits wide. #}
{% macro epoch_to_utc(text) -%}
    {%- set seconds = "try_cast(" ~ text ~ " as bigint)" -%}
    case
        when {{ seconds }} between 0 and 253402300799
            then cast('1970-01-01 00:00:00' as timestamp)
                + cast(({{ seconds }} - {{ seconds }} % 86400) / 86400 as int) * interval '1' day
                + cast({{ seconds }} % 86400 as int) * interval '1' second
    end
{%- endmacro %}
