-- One row per metric, grain, period and dimension value: key opinion consumers.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

counted as (
    select * from {{ ref('int_kocs_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'koc_users', 'numerator': 'koc_users', 'total': 'coalesce(koc_users, 0)'},
    {
        'id': 'koc_users_influence_revenue',
        'numerator': 'influence_revenue',
        'total': 'coalesce(koc_users, 0)',
    },
]) }}
