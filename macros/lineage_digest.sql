{# A text that changes when a model, one before it, a macro that they use, or a variable other than the clocks does:
   lineage_digest('model.fugou.fct_orders') -> md5 #}
{% macro lineage_digest(unique_id) -%}
    {%- set waiting = [unique_id] -%}
    {%- set seen = {} -%}
    {%- for step in range(100000) if waiting -%}
        {%- set name = waiting.pop() -%}
        {%- set node = context.get(name.split('.')[-1]).macro if name.startswith('macro.' ~ project_name ~ '.') else graph.nodes.get(name) -%}
        {%- if node and name not in seen -%}
            {%- do seen.update({name: node.checksum.checksum if node.checksum else node.macro_sql}) -%}
            {%- do waiting.extend((node.depends_on.nodes or []) + node.depends_on.macros) -%}
            {#- What adapter.dispatch chooses stands in no depends_on. -#}
            {%- do waiting.append('macro.' ~ project_name ~ '.' ~ target.type ~ '__' ~ node.name) if node.macro_sql and context.get(target.type ~ '__' ~ node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set parts = [dbt_version] -%}
    {%- for name in seen | sort -%}{%- do parts.append(seen[name]) -%}{%- endfor -%}
    {%- for name in ['sources', 'source_systems', 'business_time_zone', 'earliest_date', 'interaction_types', 'session_gap_minutes'] -%}
        {%- do parts.append(var(name) | string) -%}
    {%- endfor -%}
    {{ return(local_md5(parts | join('|'))) }}
{%- endmacro %}
