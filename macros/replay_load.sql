{# Lets the links of one load join labels, and adds the labels that give way to <labels>_merges:
   replay_load('work.labels', 'links', 2) -> work.labels as after the second load #}
{% macro replay_load(labels, links, load_number) -%}
    {%- set steps = labels ~ '_steps' -%}
    {%- do work_table(steps ~ '_pairs', 'select links.record_node_id, links.identifier_node_id, records.label as record_label, identifiers.label as identifier_label from ' ~ links ~ ' as links inner join ' ~ labels ~ ' as records on links.record_node_id = records.node inner join ' ~ labels ~ ' as identifiers on links.identifier_node_id = identifiers.node where links.load_number = ' ~ load_number ~ ' and records.label <> identifiers.label') -%}
    {%- do work_table(steps ~ '_links', 'select distinct least(record_label, identifier_label) as low, greatest(record_label, identifier_label) as high from ' ~ steps ~ '_pairs') -%}
    {%- do work_table(steps ~ '_ends', 'select record_label as node, record_node_id, identifier_node_id from ' ~ steps ~ '_pairs union all select identifier_label, record_node_id, identifier_node_id from ' ~ steps ~ '_pairs') -%}
    {%- do work_table(steps, 'select distinct node, node as label from ' ~ steps ~ '_ends') -%}
    {%- do contract_links(steps) -%}
    {%- do work_table(labels ~ '_merges', 'select * from ' ~ labels ~ '_merges union all select steps.node, steps.label, ends.record_node_id, ends.identifier_node_id from ' ~ steps ~ ' as steps inner join ' ~ steps ~ '_ends as ends on steps.node = ends.node where steps.node <> steps.label') -%}
    {%- do work_table(labels, 'select labels.node, coalesce(steps.label, labels.label) as label from ' ~ labels ~ ' as labels left join ' ~ steps ~ ' as steps on labels.label = steps.node') -%}
{%- endmacro %}
