-- One row per metric, grain, period and dimension value: contacts and communities.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}

with

counted as (
    select * from {{ ref('int_relations_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'wecom_contacts',
        'numerator': 'contact_users',
        'only': 'contact_users is not null',
    },
    {
        'id': 'community_count',
        'numerator': 'open_groups',
        'only': "dimension = 'all' and open_groups is not null",
    },
]) }}
