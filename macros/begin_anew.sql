{# Before a build, what an interrupted or other engine's build left in the way goes. On Spark, where a whole build makes every table anew:
   all schemas, with files that no table owns because its writing was killed. On DuckDB: views of what Spark built.
   on-run-start: begin_anew() -> no schema user_facts until the build makes it #}
{% macro begin_anew() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}{{ adapter.dispatch('begin_anew')() }}{%- endif -%}
{%- endmacro %}

{% macro duckdb__begin_anew() -%}
    {%- for row in run_query("select database_name, schema_name, view_name from duckdb_views() where sql like '%/spark/warehouse/%'") -%}
        {%- do adapter.drop_relation(adapter.get_relation(row[0], row[1], row[2])) -%}
    {%- endfor -%}
{%- endmacro %}

{% macro spark__begin_anew() -%}
    {%- set schemas = {'audit': none} -%}
    {%- set left_out = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed') and node.config.enabled -%}
        {%- do schemas.update({node.schema: node.database}) -%}
        {%- do left_out.append(node) if node.unique_id not in selected_resources -%}
    {%- endfor -%}
    {%- if flags.WHICH == 'build' and not left_out -%}
        {%- for schema, database in schemas.items() -%}
            {%- do adapter.drop_schema(api.Relation.create(database=database, schema=schema)) -%}
            {%- do run_query('create schema ' ~ schema) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
