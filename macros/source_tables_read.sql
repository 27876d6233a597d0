{# The landed tables that a model reads, as text: source_tables_read() -> ['complete_journey.transactions', …] #}
{% macro source_tables_read() -%}
    {%- set tables = [] -%}
    {%- for node in graph.get('nodes', {}).values() if node.resource_type == 'model' -%}
        {%- for source in node.depends_on.nodes if source.startswith('source.') -%}
            {%- do tables.append(source.split('.')[2:] | join('.')) if source.split('.')[2:] | join('.') not in tables -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(tables | sort) }}
{%- endmacro %}
