{# Whether a standing held at the end of the day before a day: held_before('standings', 'period_start')
   -> period_start > standings.started_date and period_start <= standings.ended_date, open ends included #}
{% macro held_before(standing, day) -%}
    {{ day }} > {{ standing }}.started_date
    and {{ day }} <= coalesce({{ standing }}.ended_date, cast('9999-12-31' as date))
{%- endmacro %}
