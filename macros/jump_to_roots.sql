{# Until every label's parent is a root: the parent of the parent becomes the parent, which doubles the way with each round.
   jump_to_roots('work.parents') with (3, 2), (2, 1) -> (3, 1), (2, 1) #}
{% macro jump_to_roots(parents) -%}
    {%- if row_count(parents ~ ' as child inner join ' ~ parents ~ ' as above on child.parent = above.label') > 0 -%}
        {%- do work_table(parents, 'select child.label, coalesce(above.parent, child.parent) as parent from ' ~ parents ~ ' as child left join ' ~ parents ~ ' as above on child.parent = above.label') -%}
        {%- do jump_to_roots(parents) -%}
    {%- endif -%}
{%- endmacro %}
