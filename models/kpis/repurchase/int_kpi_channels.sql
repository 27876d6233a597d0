-- One row per metric, grain, period and channel of the purchase before: repurchases in
-- the same channel.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

counted as (
    select * from {{ ref('int_channel_changes_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'channel_stickiness',
        'numerator': 'stayed_count',
        'denominator': 'repurchase_count',
    },
    {
        'id': 'channel_stickiness_by_chance',
        'numerator': 'expected_count',
        'denominator': 'repurchase_count',
    },
]) }}
