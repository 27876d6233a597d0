-- One row per metric, grain, period and dimension value: people lost between the steps
-- of the sign-up.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}

with

counted as (
    select * from {{ ref('int_signups_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'signup_step_dropoff',
        'numerator': 'case when mature_users > 0 then lost_users end',
        'denominator': 'nullif(mature_users, 0)',
        'total': 'reached_users',
        'mature': 'mature_users',
    },
]) }}
