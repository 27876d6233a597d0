-- One row per staged row of an answer to one question, with the reason for which it is
-- not used (null: it is).

with

surveys as (
    select * from {{ ref('int_surveys_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['answer_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['answer_id'], [
            'identifier_type', 'identifier', 'question_id', 'answer_value', 'theme',
            'touchpoint', 'answered_at'
        ], has_updated_at=false) }} as copy_number
    from surveys
)

select
    source_system,
    source_system || ':' || answer_id as answer_id,
    identifier_type,
    identifier,
    question_id,
    answer_value,
    theme,
    touchpoint,
    answered_at,
    coalesce(
        {{ set_aside_reason() }},
        case
            when {{ business_date('answered_at') }} > {{ as_of_date() }}
                then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
