-- One row per metric, grain, period and dimension value: every published number.
-- What adds up and what does not is in kpi_definitions.is_additive.

with

united as (
    {%- for area in var('kpi_areas') %}
    select * from {{ ref(area ~ '_kpis') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    metric_id,
    grain,
    period_start,
    is_complete,
    dimension,
    dimension_value,
    numerator,
    denominator,
    value,
    unit,
    interval_low,
    interval_high,
    mature_count,
    total_count,
    as_of_date
from united
