-- One row per metric, grain, period and dimension value: what people who had stopped
-- buying name when asked. Whoever names two themes counts in both.
{{ config(schema='user_facts', enabled=is_measured('service')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

lapses as (
    select * from {{ ref('fct_purchase_lapses') }}
),

answers as (
    select * from {{ ref('fct_survey_answers') }}
    where question_id in ('churn_reason', 'demand') and user_id is not null
),

-- Churned on the day of the answer.
named as (
    select distinct
        answers.user_id,
        answers.answered_date,
        answers.theme
    from answers
    inner join lapses
        on
            answers.user_id = lapses.user_id
            and answers.answered_date >= lapses.lapsed_date
            and coalesce(lapses.returned_date, cast('9999-12-31' as date))
            > answers.answered_date
),

user_themes as (
    select distinct
        calendar.grain,
        calendar.period_start,
        named.user_id,
        named.theme
    from named
    inner join calendar on named.answered_date = calendar.business_date
),

answering as (
    select
        grain,
        period_start,
        count(distinct user_id) as answering_users,
        count(distinct case when theme is not null then user_id end) as naming_users
    from user_themes
    group by grain, period_start
),

themes as (
    select
        grain,
        period_start,
        theme,
        count(*) as naming_users
    from user_themes
    where theme is not null
    group by grain, period_start, theme
),

counted as (
    select
        grain,
        period_start,
        'all' as dimension,
        'all' as dimension_value,
        naming_users,
        answering_users
    from answering
    union all
    select
        themes.grain,
        themes.period_start,
        'theme' as dimension,
        themes.theme as dimension_value,
        themes.naming_users,
        answering.answering_users
    from themes
    inner join answering
        on
            themes.grain = answering.grain
            and themes.period_start = answering.period_start
)

{{ measured_metrics('counted', [
    {
        'id': 'feedback_theme_share',
        'numerator': 'naming_users',
        'denominator': 'answering_users',
    },
]) }}
