{# Until no link joins two labels: each label takes the smallest label linked to it, and its nodes the root above that.
   contract_links('work.labels') -> work.labels (node, label) with the roots, work.labels_links (low, high) empty #}
{% macro contract_links(labels) -%}
    {%- if row_count(labels ~ '_links') > 0 -%}
        {%- do work_table(labels ~ '_parents', 'select high as label, min(low) as parent from ' ~ labels ~ '_links group by high') -%}
        {%- do jump_to_roots(labels ~ '_parents') -%}
        {%- do work_table(labels, 'select labels.node, coalesce(parents.parent, labels.label) as label from ' ~ labels ~ ' as labels left join ' ~ labels ~ '_parents as parents on labels.label = parents.label') -%}
        {%- do work_table(labels ~ '_links', 'select distinct least(one, other) as low, greatest(one, other) as high from (select coalesce(lows.parent, links.low) as one, coalesce(highs.parent, links.high) as other from ' ~ labels ~ '_links as links left join ' ~ labels ~ '_parents as lows on links.low = lows.label left join ' ~ labels ~ '_parents as highs on links.high = highs.label) as moved where one <> other') -%}
        {%- do contract_links(labels) -%}
    {%- endif -%}
{%- endmacro %}
