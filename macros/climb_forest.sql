{# Moves each label up a forest as far as it gave way before a load: forest (3, 2, 1), (2, 1, 5)
   and work.labels (3, before load 5, label 3), (3, before load 6, label 3) -> labels 2 and 1 #}
{% macro climb_forest(labels, forest) -%}
    {%- set above = forest ~ ' as forest on labels.label = forest.node and forest.load_number < labels.before_load' -%}
    {%- if row_count(labels ~ ' as labels inner join ' ~ above) > 0 -%}
        {%- do work_table(labels, 'select labels.node, labels.before_load, coalesce(forest.parent, labels.label) as label from ' ~ labels ~ ' as labels left join ' ~ above) -%}
        {%- do climb_forest(labels, forest) -%}
    {%- endif -%}
{%- endmacro %}
