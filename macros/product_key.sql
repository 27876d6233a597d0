{# A product by the system that lists it: tills sell what the shop lists (products_of in source_systems).
   product_key('source_system', 'product_id') -> 'shop:P1' for P1 of the source system store #}
{% macro product_key(source_system, product_id) -%}
    {%- set key = namespace(system=source_system) -%}
    {%- for name, line in var('source_systems').items() if line.products_of -%}
        {%- set key.system = "case when " ~ source_system ~ " = '" ~ name ~ "' then '" ~ line.products_of ~ "' else " ~ key.system ~ " end" -%}
    {%- endfor -%}
    {{ key.system }} || ':' || {{ product_id }}
{%- endmacro %}
