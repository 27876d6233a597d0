-- One row per metric, grain, period and dimension value of the dimensions with few
-- values: the number as dashboards draw it, with names, change, target and status.
-- A filter column holds 全部 (all) unless the row is of its dimension, so that filters
-- choose one published cell and never add cells up.
{%- set filters = ['channel', 'source', 'value_tier', 'city_tier'] %}

with

kpis as (
    select * from {{ ref('kpi_changes') }}
),

counts as (
    select * from {{ ref('kpi_values') }}
),

statuses as (
    select
        *,
        'all' as dimension
    from {{ ref('kpi_status') }}
),

definitions as (
    select * from {{ ref('kpi_definitions') }}
),

dimensions as (
    select * from {{ ref('kpi_dimensions') }}
    where has_few_values or dimension = 'all'
),

labels as (
    select * from {{ ref('value_labels') }}
),

labelled as (
    select
        kpis.*,
        counts.numerator,
        counts.denominator,
        counts.interval_low,
        counts.interval_high,
        counts.mature_count,
        counts.total_count,
        definitions.area,
        definitions.name_zh as metric_zh,
        definitions.name_en as metric_en,
        definitions.direction,
        definitions.formula_zh,
        definitions.owner,
        grains.value_zh as grain_zh,
        dimensions.name_zh as dimension_zh,
        coalesce(labels.value_zh, kpis.dimension_value) as value_zh,
        coalesce(kpis.period_start = max(case
            when kpis.is_complete and kpis.dimension = 'all' then kpis.period_start
        end) over (partition by kpis.metric_id, kpis.grain), false) as is_latest,
        {{ period_label('kpis.grain', 'kpis.period_start') }} as period_label
    from kpis
    inner join dimensions on kpis.dimension = dimensions.dimension
    inner join definitions on kpis.metric_id = definitions.metric_id
    inner join labels as grains
        on grains.dimension = 'grain' and kpis.grain = grains.dimension_value
    inner join counts
        on
            kpis.metric_id = counts.metric_id
            and kpis.grain = counts.grain
            and kpis.period_start = counts.period_start
            and kpis.dimension = counts.dimension
            and kpis.dimension_value = counts.dimension_value
    left join labels
        on
            kpis.dimension = labels.dimension
            and kpis.dimension_value = labels.dimension_value
)

select
    labelled.metric_id,
    labelled.metric_zh,
    labelled.metric_en,
    labelled.area,
    labelled.unit,
    labelled.direction,
    labelled.formula_zh,
    labelled.owner,
    labelled.grain,
    labelled.grain_zh,
    labelled.period_start,
    labelled.period_label,
    labelled.is_complete,
    labelled.is_in_progress,
    labelled.is_latest,
    labelled.dimension,
    labelled.dimension_zh,
    labelled.dimension_value,
    labelled.value_zh,
    {%- for filter in filters %}
    case when labelled.dimension = '{{ filter }}' then labelled.value_zh else '全部' end
        as {{ filter }}_zh,
    {%- endfor %}
    labelled.value,
    labelled.numerator,
    labelled.denominator,
    labelled.interval_low,
    labelled.interval_high,
    labelled.mature_count,
    labelled.total_count,
    {{ shown('labelled.value', 'labelled.unit') }} as value_shown,
    {%- for change in ['previous', 'year_before', 'like_for_like'] %}
    labelled.{{ change }}_change,
    {%- set column = 'labelled.' ~ change ~ '_change' %}
    {{ change_shown(column, 'labelled.change_unit', 'labelled.unit') }}
        as {{ change }}_shown,
    {%- endfor %}
    labelled.change_unit,
    statuses.target_value,
    {{ shown('statuses.target_value', 'labelled.unit') }} as target_shown,
    statuses.target_attainment,
    statuses.sector_benchmark,
    statuses.benchmark_gap,
    statuses.traffic_light,
    case statuses.traffic_light
        when 'green' then '达标'
        when 'amber' then '接近'
        when 'red' then '未达标'
    end as traffic_light_zh,
    labelled.as_of_date
from labelled
left join statuses
    on
        labelled.dimension = statuses.dimension
        and labelled.metric_id = statuses.metric_id
        and labelled.grain = statuses.grain
        and labelled.period_start = statuses.period_start
order by
    labelled.metric_id nulls last,
    labelled.grain nulls last,
    labelled.dimension nulls last,
    labelled.period_start nulls last,
    labelled.dimension_value nulls last
