-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('survey')) }}

with

answers as (
    select * from {{ source('survey', 'answers') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('submitted_at', source_time_zone('survey')) }}
            as submitted_at_value
    from answers
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['answer_no', 'question', 'answer', 'submitted_at']) }},
            {{ cast_failures({'submitted_at': 'submitted_at_value'}) }},
            {{ impossible_times({'submitted_at': 'submitted_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(answer_no) as answer_no,
    nullif(trim(member_no), '') as member_no,
    trim(question) as question_id,
    trim(answer) as answer_value,
    nullif(trim(theme), '') as theme,
    nullif(trim(touchpoint), '') as touchpoint,
    submitted_at_value as answered_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
