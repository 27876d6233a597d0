-- One row per metric of the area repurchase, grain, period and dimension value.
-- Rates are sum over sum and never add up; only counts and amounts of the dimension
-- 'all' add up over periods of one grain.

with

measured as (
    {%- for part in [
        'buyers', 'revenue', 'repurchase_windows', 'cycles', 'concentration'
    ] %}
    select
        metric_id,
        grain,
        period_start,
        dimension,
        dimension_value,
        numerator,
        denominator,
        value,
        mature_count,
        total_count
    from {{ ref('int_kpi_' ~ part) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

definitions as (
    select * from {{ ref('kpi_definitions') }}
),

periods as (
    select distinct grain, period_start, is_over from {{ ref('int_calendar_periods') }}
),

defined as (
    select
        measured.*,
        definitions.unit,
        definitions.kind,
        definitions.matures,
        periods.is_over
    from measured
    inner join periods
        on
            measured.grain = periods.grain
            and measured.period_start = periods.period_start
    inner join definitions on measured.metric_id = definitions.metric_id
    where
        ' ' || definitions.grains || ' ' like '% ' || measured.grain || ' %'
        and (
            measured.dimension = 'all'
            or ' '
            || definitions.dimensions
            || ' ' like '% '
            || measured.dimension
            || ' %'
        )
)

select
    metric_id,
    grain,
    period_start,
    is_over and (not matures or mature_count = total_count) as is_complete,
    dimension,
    dimension_value,
    numerator,
    denominator,
    value,
    case when unit = 'currency' then '{{ var("currency") }}' else unit end as unit,
    case
        when kind = 'proportion' then {{ wilson_bound('numerator', 'denominator', -1) }}
    end
        as interval_low,
    case
        when kind = 'proportion' then {{ wilson_bound('numerator', 'denominator', 1) }}
    end
        as interval_high,
    mature_count,
    total_count,
    {{ as_of_date() }} as as_of_date
from defined
