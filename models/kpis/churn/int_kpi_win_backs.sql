-- One row per metric, grain, period and dimension value: lapsed people who bought again
-- after a win-back campaign, beside those held out.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set metrics = [] %}
{%- for id, users, mature, back in [
    ('win_back_rate', 'touched_users', 'mature_30', 'back_30'),
    ('win_back_rate_within_14_days', 'touched_users', 'mature_14', 'back_14'),
    ('win_back_rate_within_30_days', 'touched_users', 'mature_30', 'back_30'),
    ('win_back_rate_control_within_30_days', 'control_users', 'mature_30', 'back_30'),
    ('win_back_sustained_rate', 'touched_users', 'mature_90', 'sustained'),
] %}
    {%- do metrics.append({
        'id': id,
        'numerator':
            'case when ' ~ users ~ '_' ~ mature ~ ' > 0'
            ~ ' then ' ~ users ~ '_' ~ back ~ ' end',
        'denominator': 'nullif(' ~ users ~ '_' ~ mature ~ ', 0)',
        'mature': users ~ '_' ~ mature,
        'total': users,
        'only': users ~ ' > 0',
    }) %}
{%- endfor %}

with

counted as (
    select * from {{ ref('int_win_backs_counted') }}
)

{{ measured_metrics('counted', metrics) }}
