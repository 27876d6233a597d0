{# Only rows loaded up to this UTC instant count: {{ known_at() }} -> cast('2026-01-01 00:00:00' as timestamp)
   A counterfactual build of the restatement ledger knows some entities up to an instant of their own (variable known_at_of). It holds for a
   landed table of which nothing but such entities is staged; one that is several things at once names the entity of a row. #}
{% macro known_at(entity=none) -%}
    {%- set instants = var('known_at_of', {}) -%}
    {%- set entities = ([entity] if entity else entities_fed(model.unique_id)) if instants else [] -%}
    {%- set has_its_own = entities and not entities | reject('in', instants) | list -%}
    cast('{{ instants[entities[0]] if has_its_own else var("known_at") }}' as timestamp)
{%- endmacro %}
