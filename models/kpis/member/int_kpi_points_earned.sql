-- One row per metric, grain, period and dimension value: points for what is paid.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

summed as (
    select * from {{ ref('int_points_earned_summed') }}
)

{{ measured_metrics('summed', [
    {
        'id': 'repurchase_points_multiple',
        'numerator': ratio('points_again', 'paid_amount_again'),
        'denominator': ratio('points_first', 'paid_amount_first'),
        'total': 'points_again + points_first',
    },
]) }}
