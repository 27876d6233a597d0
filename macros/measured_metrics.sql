{# Several metrics from one relation of counts by grain, period and dimension, in the shape that kpi_rows reads. Each is a mapping
   of expressions: id, numerator, denominator, value (where it is not numerator by denominator), low and high (an interval of its own),
   total (default: denominator, else numerator), mature (default: total), only (where it is measured at all).
   measured_metrics('counted', [{'id': 'buyers', 'numerator': 'buyers'}]) -> select metric_id, grain, …, total_count from counted #}
{% macro measured_metrics(relation, metrics) %}
    {%- for part, kind in [('numerator', 'double'), ('denominator', 'double'), ('value', 'double'), ('low', 'double'),
                           ('high', 'double'), ('mature', 'bigint'), ('total', 'bigint')] %}
    {%- if loop.first %}select listed.metric_id, grain, period_start, dimension, dimension_value,{% endif %}
    cast(
        {%- set told = [] %}
        {%- for metric in metrics %}
            {%- set total = metric.total or metric.denominator or metric.numerator %}
            {%- set said = {'total': total, 'mature': metric.mature or total}.get(part, metric[part]) %}
            {%- if said %}{% do told.append((metric.id, said)) %}{% endif %}
        {%- endfor %}
        {%- if told %}case listed.metric_id{% for id, said in told %} when '{{ id }}' then {{ said }}{% endfor %} end
        {%- else %}null{% endif %} as {{ kind }}
    ) as {{ {'low': 'interval_low', 'high': 'interval_high', 'mature': 'mature_count', 'total': 'total_count'}.get(part, part) }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from {{ relation }}
    cross join (values {% for metric in metrics %}('{{ metric.id }}'){{ ', ' if not loop.last }}{% endfor %}) as listed (metric_id)
    {%- set limited = metrics | selectattr('only') | list %}
    {%- if limited %}
    where case listed.metric_id{% for metric in limited %} when '{{ metric.id }}' then {{ metric.only }}{% endfor %} else true end
    {%- endif %}
{% endmacro %}
