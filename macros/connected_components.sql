{# Every node of a graph with the smallest node of its component, found in rounds over work tables beside the model.
   connected_components('select 1 as node_a, 2 as node_b') -> (node 1, label 1), (node 2, label 1) #}
{% macro connected_components(edges) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set labels = begin_work_tables() ~ '.labels' -%}
        {%- do work_table(labels, 'select node, node as label from (select node_a as node from (' ~ edges ~ ') as ends union select node_b as node from (' ~ edges ~ ') as others) as nodes') -%}
        {%- do work_table(labels ~ '_links', 'select distinct least(node_a, node_b) as low, greatest(node_a, node_b) as high from (' ~ edges ~ ') as edges where node_a <> node_b') -%}
        {%- do contract_links(labels) -%}
        select node, label from {{ labels }}
    {%- else -%}
        select node_a as node, node_a as label from ({{ edges }}) as edges
    {%- endif -%}
{%- endmacro %}
