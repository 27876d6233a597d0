{# Text to a UTC instant; an offset in the text goes before the zone of the source. Null if it is no time.
   '2011-07-01 08:26:00' in Europe/London -> 2011-07-01 07:26; '2011-07-01T08:26:00+08:00' -> 2011-07-01 00:26 #}
{% macro utc_instant(text, time_zone) -%}
    {%- set offset = "regexp_extract(" ~ text ~ ", '([+-][0-9][0-9]):?[0-9][0-9]$', 1)" -%}
    {%- set offset_minutes = "regexp_extract(" ~ text ~ ", '[+-][0-9][0-9]:?([0-9][0-9])$', 1)" -%}
    case
        when {{ text }} like '%Z' then try_cast(replace({{ text }}, 'Z', '') as timestamp)
        when {{ text }} like '%:%' and {{ offset }} <> ''
            then try_cast(regexp_extract({{ text }}, '^(.*[0-9]) ?[+-][0-9][0-9]:?[0-9][0-9]$', 1) as timestamp)
                - try_cast({{ offset }} as int) * interval '1' hour
                - try_cast(substr({{ offset }}, 1, 1) || {{ offset_minutes }} as int) * interval '1' minute
        else {{ local_to_utc("try_cast(" ~ text ~ " as timestamp)", time_zone) }}
    end
{%- endmacro %}
