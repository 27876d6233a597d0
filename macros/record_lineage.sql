{# After a build, what each model reads: one row per model and each model, seed or source it depends on.
   on-run-end: record_lineage() -> rows of audit.lineage: ('fct_orders', 'int_orders_valued', 'model') #}
{% macro record_lineage() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- set known = {} -%}
        {%- for node in graph.nodes.values() -%}{%- do known.update({node.unique_id: node.name}) -%}{%- endfor -%}
        {%- for node in graph.sources.values() -%}{%- do known.update({node.unique_id: node.source_name ~ '.' ~ node.name}) -%}{%- endfor -%}
        {%- set rows = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.enabled -%}
            {%- for parent in node.depends_on.nodes if parent in known -%}
                {%- do rows.append("('" ~ node.name ~ "', '" ~ known[parent] ~ "', '" ~ parent.split('.')[0] ~ "')") -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do run_query('create table audit.lineage (child string, parent string, parent_kind string)') -%}
        {%- do run_query("insert into audit.lineage values " ~ rows | join(', ')) if rows -%}
    {%- endif -%}
{%- endmacro %}
