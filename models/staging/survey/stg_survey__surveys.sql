-- One row per landed row of an answer to one question.
{{ config(enabled=is_enabled('survey')) }}

with

answers as (
    select * from {{ ref('base_survey__answers') }}
    where quarantine_reason is null
)

select
    'survey' as source_system,
    answer_no || '-' || question_id as answer_id,
    case when member_no is not null then 'crm.member_id' end as identifier_type,
    member_no as identifier,
    question_id,
    answer_value,
    theme,
    touchpoint,
    answered_at,
    _loaded_at,
    _file,
    _row
from answers
