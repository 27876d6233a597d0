{# Before a build, tables and views of no model or seed go: a renamed mart must not be published under its old name for ever. #}
{% macro drop_unowned_relations() -%}
    {%- if execute and flags.WHICH == 'build' -%}
        {%- set owned = [] -%}
        {%- set schemas = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed') -%}
            {%- do owned.append(node.schema ~ '.' ~ (node.alias or node.name)) -%}
            {%- do schemas.append(node.schema) if node.schema not in schemas -%}
        {%- endfor -%}
        {%- for schema in schemas -%}
            {%- for found in list_relations_without_caching(api.Relation.create(database=target.database, schema=schema)) -%}
                {%- if schema ~ '.' ~ found['name'] not in owned -%}
                    {%- do run_query('drop ' ~ found['type'] ~ ' ' ~ schema ~ '.' ~ found['name']) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
