{# Fills <links>_forest (node, parent, load_number) with every node that gave way to a smaller one that links join it to, and the
   number of the load by which it did: work.links (2, 3, 1), (1, 2, 5) -> work.links_forest (3, 2, 1), (2, 1, 5)
   Until the first load of its links a node is alone: to call it by the node that it joins then changes nothing earlier. So a round
   replaces each node whose first load links it to a smaller one by that one, in all its links, until no link is left. #}
{% macro joined_forest(links) -%}
    {%- set most_rounds = 10000 -%}
    {%- set left = namespace(links=row_count(links)) -%}
    {%- do work_table(links ~ '_forest', 'select low as node, high as parent, load_number from ' ~ links ~ ' where false') -%}
    {%- for round in range(most_rounds) if left.links > 0 -%}
        {%- do work_table(links ~ '_firsts', 'select node, min(load_number) as load_number from (select low as node, load_number from ' ~ links ~ ' union all select high, load_number from ' ~ links ~ ') as ends group by node') -%}
        {%- do work_table(links ~ '_parents', 'select links.high as label, min(links.low) as parent from ' ~ links ~ ' as links inner join ' ~ links ~ '_firsts as firsts on links.high = firsts.node and links.load_number = firsts.load_number group by links.high') -%}
        {%- do jump_to_roots(links ~ '_parents') -%}
        {%- do work_table(links ~ '_forest', 'select * from ' ~ links ~ '_forest union all select parents.label, parents.parent, firsts.load_number from ' ~ links ~ '_parents as parents inner join ' ~ links ~ '_firsts as firsts on parents.label = firsts.node') -%}
        {%- do work_table(links, 'select least(one, other) as low, greatest(one, other) as high, min(load_number) as load_number from (select coalesce(lows.parent, links.low) as one, coalesce(highs.parent, links.high) as other, links.load_number from ' ~ links ~ ' as links left join ' ~ links ~ '_parents as lows on links.low = lows.label left join ' ~ links ~ '_parents as highs on links.high = highs.label) as moved where one <> other group by least(one, other), greatest(one, other)') -%}
        {%- set left.links = row_count(links) -%}
    {%- endfor -%}
    {%- if left.links > 0 -%}
        {{ exceptions.raise_compiler_error('a person came together over more than ' ~ most_rounds ~ ' loads, one after the other') }}
    {%- endif -%}
{%- endmacro %}
