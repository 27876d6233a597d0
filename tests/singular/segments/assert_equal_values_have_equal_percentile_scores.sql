-- Nobody with the same value on the same snapshot is split between two scores.
{%- for measure, score in [
    ('days_since_last_purchase', 'recency_percentile_score'),
    ('purchase_days', 'frequency_percentile_score'),
    ('net_revenue', 'monetary_percentile_score'),
] %}
select
    '{{ measure }}' as measure,
    snapshot_date
from {{ ref('user_segments') }}
where days_since_last_purchase is not null
group by snapshot_date, {{ measure }}
having min({{ score }}) <> max({{ score }})
{{ 'union all' if not loop.last }}
{%- endfor %}
