{# Before a build, incremental tables go whose code or rules have changed since they were begun: they are made anew.
   on-run-start: forget_stale_increments() -> int_identifier_days is gone if its code changed #}
{% macro forget_stale_increments() -%}
    {%- if execute and flags.WHICH in ('build', 'run') and grown() == 'incremental' -%}
        {%- do run_query('create table if not exists audit.increments (relation string, digest string)') -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
            {%- set relation = node.schema ~ '.' ~ node.name -%}
            {%- set digest = lineage_digest(node.unique_id) -%}
            {%- if row_count("audit.increments where relation = '" ~ relation ~ "' and digest = '" ~ digest ~ "'") == 0 -%}
                {%- set found = adapter.get_relation(node.database, node.schema, node.name) -%}
                {%- do adapter.drop_relation(found) if found -%}
                {%- do run_query("delete from audit.increments where relation = '" ~ relation ~ "'") -%}
                {%- do run_query("insert into audit.increments values ('" ~ relation ~ "', '" ~ digest ~ "')") -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
