-- One row per metric, grain, period and dimension value: points that people own.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

counted as (
    select * from {{ ref('int_points_balances_counted') }}
)

{{ measured_metrics('counted', [
    {'id': 'points_balance', 'numerator': 'points', 'total': 'abs(points)'},
    {'id': 'points_liability', 'numerator': 'liability', 'total': 'abs(points)'},
]) }}
