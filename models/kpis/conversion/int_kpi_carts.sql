-- One row per metric, grain, period and dimension value: abandoned carts recovered.
{{ config(schema='user_facts', enabled=is_measured('conversion')) }}

with

counted as (
    select * from {{ ref('int_carts_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'cart_recovery_rate',
        'numerator': 'case when mature_carts > 0 then recovered_carts end',
        'denominator': 'nullif(mature_carts, 0)',
        'mature': 'mature_carts',
        'total': 'carts',
    },
]) }}
