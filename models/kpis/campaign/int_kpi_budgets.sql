-- One row per metric, grain, period and dimension value: how the budget is split.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

counted as (
    select * from {{ ref('int_budgets_summed') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'budget_share',
        'numerator': 'amount',
        'denominator': 'total_amount',
        'total': 'bookings',
    },
]) }}
