-- One row per headline metric, rival definition, grain, period and step between them.
-- Each step changes one thing of the definition; the steps of a rival add up exactly to
-- its value less the headline's. Null where a definition on the way has no value.
{%- set parts = ['repurchase', 'retention', 'rebuys', 'churn'] %}
{%- do parts.append('relationships') if is_measured('churn') %}

with

measured as (
    select
        metric_id as measure_id,
        grain,
        period_start,
        numerator,
        denominator
    from {{ ref('kpi_values') }}
    where dimension = 'all'
    {%- for part in parts %}
    union all
    select * from {{ ref('int_bridge_' ~ part) }}
    {%- endfor %}
),

measures as (
    select
        *,
        -- To 12 digits, so that differences add up to the last one.
        cast(
            round(
                case
                    when denominator is null then numerator
                    else {{ ratio('numerator', 'denominator') }}
                end, 12
            ) as decimal(24, 12)
        ) as measure_value
    from measured
),

steps as (
    select
        *,
        first_value(to_measure) over (
            partition by headline, rival order by step_number desc nulls last
        ) as rival_measure
    from {{ ref('rival_steps') }}
),

rivals as (
    select * from {{ ref('rival_definitions') }}
),

spined as (
    select
        periods.grain,
        periods.period_start,
        periods.is_over,
        steps.*
    from {{ ref('int_kpi_periods') }} as periods
    cross join steps
    where periods.grain in ('month', 'quarter', 'year')
)

select
    spined.headline,
    spined.rival,
    rivals.name_zh as rival_name_zh,
    rivals.name_en as rival_name_en,
    spined.grain,
    spined.period_start,
    spined.is_over,
    spined.step_number,
    spined.step,
    spined.step_zh,
    spined.from_measure,
    spined.to_measure,
    step_from.measure_value as value_before,
    step_to.measure_value as value_after,
    cast(step_to.measure_value - step_from.measure_value as decimal(24, 12))
        as difference,
    step_to.numerator,
    step_to.denominator,
    headlines.measure_value as headline_value,
    printed.measure_value as rival_value,
    {{ as_of_date() }} as as_of_date
from spined
inner join rivals
    on spined.headline = rivals.headline and spined.rival = rivals.rival
{%- for alias, column in [
    ('step_from', 'from_measure'),
    ('step_to', 'to_measure'),
    ('headlines', 'headline'),
    ('printed', 'rival_measure'),
] %}
left join measures as {{ alias }}
    on
        spined.grain = {{ alias }}.grain
        and spined.period_start = {{ alias }}.period_start
        and spined.{{ column }} = {{ alias }}.measure_id
{%- endfor %}
