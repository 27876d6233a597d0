{# The entities that are staged from a base model: entities_fed('model.fugou.base_shop__accounts') -> ['identities', 'members'] #}
{% macro entities_fed(base_model) -%}
    {%- set entities = [] -%}
    {%- for node in graph.get('nodes', {}).values() if node.resource_type == 'model' and base_model in node.depends_on.nodes -%}
        {%- do entities.append(node.name.split('__')[1]) if node.name.startswith('stg_') -%}
    {%- endfor -%}
    {{ return(entities | reject('equalto', 'quarantine') | sort) }}
{%- endmacro %}
