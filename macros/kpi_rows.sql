{# The body of a KPI model, the same for every area: what its parts measured, as kpi_definitions publishes it. Every period has a row
   for the total, and for each value seen of a dimension of few values; where nothing happened its counts are 0, not absent.
   kpi_rows('growth', ['int_kpi_joins']) -> select metric_id, grain, period_start, is_complete, …, as_of_date #}
{% macro kpi_rows(area, parts) %}
with

measured as (
    {%- for part in parts %}
    select
        metric_id, grain, period_start, dimension, dimension_value, numerator, denominator, value,
        interval_low, interval_high, mature_count, total_count
    from {{ ref(part) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

definitions as (
    select * from {{ ref('kpi_definitions') }}
    where area = '{{ area }}' and {{ is_word_of("'kpi_values'", 'published_in') }}
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

-- Periods begin with the first order, refund or interaction that landed.
published as (
    select measured.*
    from measured
    inner join definitions on measured.metric_id = definitions.metric_id
    inner join periods on measured.grain = periods.grain and measured.period_start = periods.period_start
    where
        {{ is_word_of('measured.grain', 'definitions.grains') }}
        and (measured.dimension = 'all' or {{ is_word_of('measured.dimension', 'definitions.dimensions') }})
),

metrics_seen as (
    select metric_id, max(denominator) is not null as has_denominator
    from published
    group by metric_id
),

cells as (
    select metric_id, 'all' as dimension, 'all' as dimension_value from definitions
    union
    select published.metric_id, published.dimension, published.dimension_value
    from published
    inner join {{ ref('kpi_dimensions') }} as dimensions on published.dimension = dimensions.dimension
    where dimensions.has_few_values
),

absent as (
    select
        cells.metric_id, periods.grain, periods.period_start, cells.dimension, cells.dimension_value,
        -- Nothing happened: 0, where such a thing was ever seen and can be seen at once; else nobody can tell.
        case
            when
                definitions.kind in ('count', 'amount', 'proportion', 'money share', 'ratio')
                and not definitions.matures
                and metrics_seen.metric_id is not null
                then 0
        end as nothing,
        metrics_seen.has_denominator
    from cells
    inner join definitions on cells.metric_id = definitions.metric_id
    inner join periods on {{ is_word_of('periods.grain', 'definitions.grains') }}
    left join metrics_seen on cells.metric_id = metrics_seen.metric_id
    left join published
        on
            cells.metric_id = published.metric_id
            and periods.grain = published.grain
            and periods.period_start = published.period_start
            and cells.dimension = published.dimension
            and cells.dimension_value = published.dimension_value
    where published.metric_id is null
),

completed as (
    select * from published
    union all
    select
        metric_id, grain, period_start, dimension, dimension_value,
        nothing as numerator,
        case when has_denominator then nothing end as denominator,
        null as value, null as interval_low, null as interval_high, 0 as mature_count, 0 as total_count
    from absent
)

select
    completed.metric_id,
    completed.grain,
    completed.period_start,
    periods.is_over
        and definitions.can_still_rise is not true
        and (not definitions.matures or completed.mature_count = completed.total_count) as is_complete,
    completed.dimension,
    completed.dimension_value,
    completed.numerator,
    completed.denominator,
    coalesce(
        completed.value,
        case
            when definitions.kind in ('count', 'amount', 'level') and completed.denominator is null then completed.numerator
            else {{ ratio('completed.numerator', 'completed.denominator') }}
        end
    ) as value,
    case when definitions.unit = 'currency' then '{{ var("currency") }}' else definitions.unit end as unit,
    {%- for side, column in [(-1, 'interval_low'), (1, 'interval_high')] %}
    case definitions.interval_method
        when 'wilson' then {{ wilson_bound('completed.numerator', 'completed.denominator', side) }}
        when 'own' then completed.{{ column }}
    end as {{ column }},
    {%- endfor %}
    completed.mature_count,
    completed.total_count,
    {{ as_of_date() }} as as_of_date
from completed
inner join definitions on completed.metric_id = definitions.metric_id
inner join periods on completed.grain = periods.grain and completed.period_start = periods.period_start
{% endmacro %}
