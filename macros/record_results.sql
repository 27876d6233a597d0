{# After a build, the evidence of it: one row per model, seed and test, 'not run' for those left out.
   on-run-end: record_results(results) -> rows of audit.dbt_results #}
{% macro record_results(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'test') -%}
        {%- set expected = {} -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'test') and node.config.enabled -%}
            {%- do expected.update({node.unique_id: (node.resource_type, node.name)}) -%}
        {%- endfor -%}
        {%- set ran = {} -%}
        {#- An exposure is no check: dbt names it in the results without doing anything. -#}
        {%- for result in results if result.node.resource_type | string != 'exposure' -%}
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
        {%- set loads = adapter.get_relation(graph.nodes['model.fugou.int_loads_selected'].database, 'user_facts', 'int_loads_selected') -%}
        {%- do run_query("create table audit.clocks as select '" ~ invocation_id ~ "' as invocation_id, " ~ as_of_date() ~ " as as_of_date, coalesce(" ~ ("(select max(_loaded_at) from user_facts.int_loads_selected), " if loads) ~ known_at() ~ ") as known_at, '" ~ var('business_time_zone') ~ "' as business_time_zone, '" ~ var('currency') ~ "' as currency, '" ~ var('sources') | join(',') ~ "' as sources") -%}
        {%- do run_query('create table audit.dbt_results (invocation_id string, unique_id string, resource_type string, name string, status string, failures bigint, message string, relation string)') -%}
        {%- do run_query("insert into audit.dbt_results values " ~ rows | join(', ')) if rows -%}
    {%- endif -%}
{%- endmacro %}
