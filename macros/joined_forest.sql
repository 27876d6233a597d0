{# Fills <links>_forest with every node that gave way to a smaller one it is linked to by then, the one it gave way to, and the
   number of the load that brought it: work.links (2, 3, 1), (1, 2, 5) -> work.links_forest (3, 2, 1), (2, 1, 5)
   A node without links before its first load cannot tell before then from what it gave way to. So a round takes each node that
   the first load of its links joins to a smaller one for that one, in all its links, until no link is left. #}
{% macro joined_forest(links, begin=true) -%}
    {%- if begin -%}
        {%- do work_table(links ~ '_forest', 'select low as node, high as parent, load_number from ' ~ links ~ ' where false') -%}
    {%- endif -%}
    {%- if row_count(links) > 0 -%}
        {%- do work_table(links ~ '_firsts', 'select node, min(load_number) as load_number from (select low as node, load_number from ' ~ links ~ ' union all select high, load_number from ' ~ links ~ ') as ends group by node') -%}
        {%- do work_table(links ~ '_parents', 'select links.high as label, min(links.low) as parent from ' ~ links ~ ' as links inner join ' ~ links ~ '_firsts as firsts on links.high = firsts.node and links.load_number = firsts.load_number group by links.high') -%}
        {%- do jump_to_roots(links ~ '_parents') -%}
        {%- do work_table(links ~ '_forest', 'select * from ' ~ links ~ '_forest union all select parents.label, parents.parent, firsts.load_number from ' ~ links ~ '_parents as parents inner join ' ~ links ~ '_firsts as firsts on parents.label = firsts.node') -%}
        {%- do work_table(links, 'select least(one, other) as low, greatest(one, other) as high, min(load_number) as load_number from (select coalesce(lows.parent, links.low) as one, coalesce(highs.parent, links.high) as other, links.load_number from ' ~ links ~ ' as links left join ' ~ links ~ '_parents as lows on links.low = lows.label left join ' ~ links ~ '_parents as highs on links.high = highs.label) as moved where one <> other group by least(one, other), greatest(one, other)') -%}
        {%- do joined_forest(links, begin=false) -%}
    {%- endif -%}
{%- endmacro %}
