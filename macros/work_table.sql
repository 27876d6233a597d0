{# Replaces a work table by the rows of a query, which may read the table itself:
   work_table('work.labels', 'select 1 as node, 1 as label') -> a table with one row #}
{% macro work_table(relation, query) -%}
    {%- do run_query('create table ' ~ relation ~ '_next as ' ~ query) -%}
    {%- do run_query('drop table if exists ' ~ relation) -%}
    {%- do run_query('alter table ' ~ relation ~ '_next rename to ' ~ new_name(relation)) -%}
{%- endmacro %}
