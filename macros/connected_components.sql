{# Every node of a graph with the smallest node of its component, found in rounds over work tables beside the model.
   connected_components('select 1 as node_a, 2 as node_b') -> (node 1, label 1), (node 2, label 1) #}
{% macro connected_components(edges) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set links = begin_work_tables() ~ '.links' -%}
        {%- set labels = this.identifier ~ '__work.labels' -%}
        {%- do work_table(labels, 'select node, 1 as before_load, node as label from (select node_a as node from (' ~ edges ~ ') as ends union select node_b as node from (' ~ edges ~ ') as others) as nodes') -%}
        {%- do work_table(links, 'select distinct least(node_a, node_b) as low, greatest(node_a, node_b) as high, 0 as load_number from (' ~ edges ~ ') as edges where node_a <> node_b') -%}
        {%- do joined_forest(links) -%}
        {%- do climb_forest(labels, links ~ '_forest') -%}
        select node, label from {{ labels }}
    {%- else -%}
        select node_a as node, node_a as label from ({{ edges }}) as edges
    {%- endif -%}
{%- endmacro %}
