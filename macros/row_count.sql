{# How many rows a relation or join holds now: row_count('work.labels') -> 2 #}
{% macro row_count(relation) -%}
    {{ return(run_query('select count(*) from ' ~ relation).columns[0].values()[0]) }}
{%- endmacro %}
