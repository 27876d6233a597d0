{# Which identifier stopped to name a person, and a pair that shows it, when the links of a person are taken load by load.
   links (record_node_id, identifier_node_id, load_number) -> old_node_id, new_node_id, record_node_id, identifier_node_id #}
{% macro replayed_merges(links) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set labels = begin_work_tables() ~ '.labels' -%}
        {%- set loads = run_query('select coalesce(max(load_number), 0) from ' ~ links).columns[0].values()[0] -%}
        {%- do work_table(labels, 'select record_node_id as node, record_node_id as label from ' ~ links ~ ' union select identifier_node_id, identifier_node_id from ' ~ links) -%}
        {%- do work_table(labels ~ '_merges', 'select node as old_node_id, node as new_node_id, node as record_node_id, node as identifier_node_id from ' ~ labels ~ ' where false') -%}
        {%- for load_number in range(1, loads + 1) -%}
            {%- do replay_load(labels, links, load_number) -%}
        {%- endfor -%}
        select old_node_id, new_node_id, record_node_id, identifier_node_id from {{ labels }}_merges
    {%- else -%}
        select record_node_id as old_node_id, record_node_id as new_node_id, record_node_id, identifier_node_id from {{ links }}
    {%- endif -%}
{%- endmacro %}
