{# Which instants of a bronze row cannot be: before the project's earliest_date, or more than a day after the row was loaded; null if none.
   impossible_times({'ordered_at': 'instant'}) -> 'ordered_at is no possible time' for 1970-01-01 #}
{% macro impossible_times(columns) -%}
    nullif(concat_ws('; '
        {%- for text, instant in columns.items() -%}
        , case
            when {{ instant }} < cast('{{ var("earliest_date") }} 00:00:00' as timestamp) or {{ instant }} > _loaded_at + interval '1' day
                then '{{ text }} is no possible time'
        end
        {%- endfor -%}
    ), '')
{%- endmacro %}
