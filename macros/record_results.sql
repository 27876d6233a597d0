{# After a build, the evidence of it: one row per model, seed and test, 'not run' for those left out.
   on-run-end: record_results(results) -> rows of audit.dbt_results #}
{% macro record_results(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- set expected = {} -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'test') and node.config.enabled -%}
            {%- do expected.update({node.unique_id: (node.resource_type, node.name)}) -%}
        {%- endfor -%}
        {%- set ran = {} -%}
        {%- for result in results -%}
            {%- do ran.update({result.node.unique_id: result}) -%}
            {#- The graph does not list unit tests; their results do. -#}
            {%- do expected.update({result.node.unique_id: (result.node.resource_type | string, result.node.name)}) -%}
        {%- endfor -%}
        {%- set rows = [] -%}
        {%- for unique_id, (resource_type, name) in expected.items() -%}
            {%- set result = ran.get(unique_id) -%}
            {%- set message = (result.message or '') | string | replace("'", "''") if result else '' -%}
            {%- set failures = result.failures if result and result.failures is not none else 'null' -%}
            {%- set relation = "'" ~ result.node.relation_name ~ "'" if result and resource_type == 'test' and result.node.relation_name else 'null' -%}
            {%- do rows.append("('" ~ invocation_id ~ "', '" ~ unique_id ~ "', '" ~ resource_type ~ "', '" ~ name ~ "', '" ~ (result.status if result else 'not run') ~ "', " ~ failures ~ ", '" ~ message ~ "', " ~ relation ~ ")") -%}
        {%- endfor -%}
        {#- The instant of the latest load that was used: a build at this known_at gives the same rows again. -#}
        {%- if load_relation(api.Relation.create(database=target.database, schema='user_facts', identifier='int_loads_selected')) -%}
            {%- do run_query("update audit.clocks set known_at = coalesce((select max(_loaded_at) from user_facts.int_loads_selected), known_at)") -%}
        {%- endif -%}
        {%- do run_query("insert into audit.dbt_results values " ~ rows | join(', ')) if rows -%}
    {%- endif -%}
{%- endmacro %}
