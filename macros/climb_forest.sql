{# Moves each label up a forest (node, parent, load_number) as far as it gave way before a load: with (3, 2, 1), (2, 1, 5)
   work.labels (node 3, before_load 5, label 3), (3, 6, 3) -> labels 2 and 1 #}
{% macro climb_forest(labels, forest) -%}
    {%- set above = forest ~ ' as forest on labels.label = forest.node and forest.load_number < labels.before_load' -%}
    {%- set left = namespace(labels=row_count(labels ~ ' as labels inner join ' ~ above)) -%}
    {#- Each round takes every label a level up; joined_forest makes a level per round, 10000 at most. -#}
    {%- for level in range(10000) if left.labels > 0 -%}
        {%- do work_table(labels, 'select labels.node, labels.before_load, coalesce(forest.parent, labels.label) as label from ' ~ labels ~ ' as labels left join ' ~ above) -%}
        {%- set left.labels = row_count(labels ~ ' as labels inner join ' ~ above) -%}
    {%- endfor -%}
{%- endmacro %}
