-- One row per metric, grain, period and dimension value: purchases after entering a
-- lifecycle stage, and who was saved after a warning.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

counted as (
    select * from {{ ref('int_stage_entries_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'stage_conversion',
        'numerator': 'case when mature_users > 0 then converted_users end',
        'denominator': 'nullif(mature_users, 0)',
        'mature': 'mature_users',
        'total': 'entered_users',
    },
    {
        'id': 'early_warning_saved',
        'numerator': 'case when mature_touched_users > 0 then saved_touched_users end',
        'denominator': 'nullif(mature_touched_users, 0)',
        'mature': 'mature_touched_users',
        'total': 'touched_users',
    },
    {
        'id': 'early_warning_saved_untouched',
        'numerator':
            'case when mature_untouched_users > 0 then saved_untouched_users end',
        'denominator': 'nullif(mature_untouched_users, 0)',
        'mature': 'mature_untouched_users',
        'total': 'untouched_users',
    },
]) }}
