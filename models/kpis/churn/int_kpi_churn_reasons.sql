-- One row per metric, grain, period and dimension value: why people say they left, as
-- the survey words it.
-- Every reason seen has a row in every period: a share of 0 is 0.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set dimensions = {'reason': 'reason'} %}

with

answers as (
    select
        answered_date,
        coalesce(answer_value, 'unknown') as reason
    from {{ ref('fct_survey_answers') }}
    where question_id = 'churn_reason'
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as answer_count
    from answers
    inner join calendar on answers.answered_date = calendar.business_date
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
),

cells as (
    select distinct dimension, dimension_value from counted
),

completed as (
    select
        periods.grain,
        periods.period_start,
        cells.dimension,
        cells.dimension_value,
        coalesce(counted.answer_count, 0) as answer_count
    from periods
    cross join cells
    left join counted
        on
            periods.grain = counted.grain
            and periods.period_start = counted.period_start
            and cells.dimension = counted.dimension
            and cells.dimension_value = counted.dimension_value
),

totalled as (
    select
        *,
        sum(case when dimension = 'all' then answer_count else 0 end)
            over (partition by grain, period_start)
            as all_answer_count
    from completed
)

{{ measured_metrics('totalled', [
    {
        'id': 'churn_reason_share',
        'numerator': 'answer_count',
        'denominator': 'all_answer_count',
    },
]) }}
