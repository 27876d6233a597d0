-- One row per metric, grain, period and dimension value: people who join, and what each
-- of them cost.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}

with

counted as (
    select * from {{ ref('int_joins_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'new_users',
        'numerator': 'new_users',
    },
    {
        'id': 'new_user_source_share',
        'numerator': 'new_users',
        'denominator': 'period_new_users',
        'only': "dimension in ('all', 'source')",
    },
    {
        'id': 'acquisition_cost_per_user',
        'numerator': 'acquisition_cost',
        'denominator': 'new_users',
        'only': "dimension in ('all', 'source') and acquisition_cost is not null",
    },
]) }}
