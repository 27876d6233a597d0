{# Age in full years on a day: full_years of 2000-02-29 on 2026-02-28 -> 25, on 2026-03-01 -> 26 #}
{% macro full_years(birth_date, day) -%}
    cast(
        extract(year from {{ day }}) - extract(year from {{ birth_date }})
        - case
            when
                extract(month from {{ day }}) * 100 + extract(day from {{ day }})
                < extract(month from {{ birth_date }}) * 100 + extract(day from {{ birth_date }})
                then 1
            else 0
        end
        as int
    )
{%- endmacro %}
