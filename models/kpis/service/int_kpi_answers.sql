-- One row per metric, grain, period and dimension value: answers to the questions of
-- recommendation, satisfaction and attachment, by day of the answer.
{{ config(schema='user_facts', enabled=is_measured('service')) }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
    'touchpoint': 'touchpoint',
} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

answers as (
    select * from {{ ref('fct_survey_answers') }}
    where question_id in ('nps', 'satisfaction', 'attachment')
),

placed as (
    select
        calendar.grain,
        calendar.period_start,
        standings.value_tier,
        standings.lifecycle_stage,
        answers.touchpoint,
        answers.question_id,
        answers.answer_value,
        answers.score
    from answers
    inner join calendar on answers.answered_date = calendar.business_date
    -- The standing of a person is the one at the start of the period.
    left join standings
        on
            answers.user_id = standings.user_id
            and standings.started_date <= calendar.period_start - 1
            and calendar.period_start - 1
            < coalesce(standings.ended_date, cast('9999-12-31' as date))
),

counted as (
    select
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(case when question_id = 'nps' then 1 else 0 end) as nps_answers,
        sum(case when question_id = 'nps' and score >= 9 then 1 else 0 end)
            as promoters,
        sum(case when question_id = 'nps' and score <= 6 then 1 else 0 end)
            as detractors,
        sum(case when question_id = 'satisfaction' then 1 else 0 end)
            as satisfaction_answers,
        sum(case when question_id = 'satisfaction' and score >= 4 then 1 else 0 end)
            as satisfied,
        sum(case when question_id = 'attachment' then 1 else 0 end)
            as attachment_answers,
        sum(case
            when question_id = 'attachment' and answer_value = 'yes' then 1 else 0
        end) as attached
    from placed
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
),

shares as (
    select
        *,
        {{ ratio('promoters', 'nps_answers') }} as promoter_share,
        {{ ratio('detractors', 'nps_answers') }} as detractor_share
    from counted
),

-- Half the 95 % interval of a difference of two shares of one sample.
spreads as (
    select
        *,
        1.959963984540054e0 * sqrt(greatest(
            promoter_share + detractor_share
            - (promoter_share - detractor_share) * (promoter_share - detractor_share),
            0
        ) / nps_answers) as half_interval
    from shares
)

{{ measured_metrics('spreads', [
    {
        'id': 'nps',
        'numerator': 'promoters - detractors',
        'denominator': 'nps_answers',
        'only': 'nps_answers > 0',
        'low': 'round(greatest(promoter_share - detractor_share - half_interval, -1), 12)',
        'high': 'round(least(promoter_share - detractor_share + half_interval, 1), 12)',
    },
    {
        'id': 'satisfaction_rate',
        'numerator': 'satisfied',
        'denominator': 'satisfaction_answers',
        'only': 'satisfaction_answers > 0',
    },
    {
        'id': 'emotional_connection',
        'numerator': 'attached',
        'denominator': 'attachment_answers',
        'only': 'attachment_answers > 0',
    },
]) }}
