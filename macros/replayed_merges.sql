{# Which identifier stopped to name a person, the one that names it since, and the pairs that joined the two, when the links of a
   person come load by load: replayed_merges(ref('int_identity_links')) with (9, 8, load 1), (9, 7, load 2) -> (8, 7, pair 9, 7)
   links (record_node_id, identifier_node_id, load_number) -> old_node_id, new_node_id, record_node_id, identifier_node_id #}
{% macro replayed_merges(links) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set work = begin_work_tables() -%}
        {%- set forest = work ~ '.links_forest' -%}
        {%- set labels = work ~ '.labels' -%}
        {%- do work_table(work ~ '.links', 'select least(record_node_id, identifier_node_id) as low, greatest(record_node_id, identifier_node_id) as high, min(load_number) as load_number from ' ~ links ~ ' group by least(record_node_id, identifier_node_id), greatest(record_node_id, identifier_node_id)') -%}
        {%- do joined_forest(work ~ '.links') -%}
        {%- do work_table(labels, 'select node, before_load, node as label from (select record_node_id as node, load_number as before_load from ' ~ links ~ ' union select identifier_node_id, load_number from ' ~ links ~ ' union select parent, load_number + 1 from ' ~ forest ~ ') as ends') -%}
        {%- do climb_forest(labels, forest) -%}
        {%- do work_table(work ~ '.joins', 'select records.label as record_label, identifiers.label as identifier_label, links.load_number, links.record_node_id, links.identifier_node_id from ' ~ links ~ ' as links inner join ' ~ labels ~ ' as records on links.record_node_id = records.node and links.load_number = records.before_load inner join ' ~ labels ~ ' as identifiers on links.identifier_node_id = identifiers.node and links.load_number = identifiers.before_load where records.label <> identifiers.label') -%}
        select forest.node as old_node_id, labels.label as new_node_id, joins.record_node_id, joins.identifier_node_id
        from (
            select record_label as label, load_number, record_node_id, identifier_node_id from {{ work }}.joins
            union all
            select identifier_label, load_number, record_node_id, identifier_node_id from {{ work }}.joins
        ) as joins
        inner join {{ forest }} as forest on joins.label = forest.node and joins.load_number = forest.load_number
        inner join {{ labels }} as labels on forest.parent = labels.node and forest.load_number + 1 = labels.before_load
    {%- else -%}
        select record_node_id as old_node_id, record_node_id as new_node_id, record_node_id, identifier_node_id from {{ links }}
    {%- endif -%}
{%- endmacro %}
