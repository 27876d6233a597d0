{# Before a build, tables and views of no model or seed go: a renamed mart must not be published under its old name for ever.
   Outside a transaction on purpose: dbt never commits one that a hook began.
   on-run-start: drop_unowned_relations() -> a mart of yesterday that has no model today is gone #}
{% macro drop_unowned_relations() -%}
    {%- if execute and flags.WHICH == 'build' -%}
        {%- set owned = [] -%}
        {%- set schemas = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed') -%}
            {%- do owned.append(node.schema ~ '.' ~ (node.alias or node.name)) -%}
            {%- do schemas.append(node.schema) if node.schema not in schemas -%}
        {%- endfor -%}
        {%- for found in run_query("select table_schema, table_name, table_type from information_schema.tables where table_catalog = '" ~ target.database ~ "'") -%}
            {%- set name = found['table_schema'] ~ '.' ~ found['table_name'] -%}
            {%- if found['table_schema'] in schemas and name not in owned -%}
                {%- do run_query('drop ' ~ ('view ' if found['table_type'] == 'VIEW' else 'table ') ~ name) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
