{# Before a build, tables and views of no model or seed go: a renamed mart must not be published under its old name for ever.
   Outside a transaction on purpose: dbt never commits one that a hook began.
   on-run-start: drop_unowned_relations() -> a mart of yesterday that has no model today is gone #}
{% macro drop_unowned_relations() -%}
    {%- if execute and flags.WHICH == 'build' -%}
        {%- set owned = [] -%}
        {%- set schemas = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed') -%}
            {%- do owned.append(node.schema ~ '.' ~ (node.alias or node.name)) -%}
            {%- do schemas.append((node.database, node.schema)) if (node.database, node.schema) not in schemas -%}
        {%- endfor -%}
        {%- for database, schema in schemas -%}
            {%- for name in relation_names(schema) if schema ~ '.' ~ name not in owned -%}
                {%- do adapter.drop_relation(adapter.get_relation(database, schema, name)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
