-- One row per answer to one question of a survey.
-- Scores of different questions have different scales and do not add up.

with

answers as (
    select
        *,
        try_cast(answer_value as decimal(18, 4)) as number_value
    from {{ ref('int_surveys_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    answers.answer_id,
    answers.source_system,
    identifiers.user_id,
    answers.question_id,
    answers.answer_value,
    -- Workbooks may write 9 as 9.0; a mark between two scores is no score.
    case
        when answers.number_value = floor(answers.number_value)
            then try_cast(answers.number_value as int)
    end as score,
    answers.theme,
    answers.touchpoint,
    answers.answered_at,
    {{ business_date('answers.answered_at') }} as answered_date
from answers
left join identifiers
    on
        answers.identifier_type = identifiers.identifier_type
        and answers.identifier = identifiers.identifier
