-- One row per metric, grain, period and dimension value: repurchase in the month of the
-- birthday and in other months.
-- The interval of the lift is that of a ratio of two proportions, on the log scale.
-- Source: D. Katz, J. Baptista, S. P. Azen and M. C. Pike (1978), Biometrics 34(3),
-- 469-474.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

birthdays as (
    select * from {{ ref('int_birthdays_counted') }}
),

rated as (
    select
        *,
        {{ ratio('birthday_repurchasers', 'birthday_buyers') }} as birthday_rate,
        {{ ratio('other_repurchasers', 'other_buyers') }} as other_rate,
        1.959963984540054e0 * sqrt(
            {{ ratio('1', 'birthday_repurchasers') }}
            - {{ ratio('1', 'birthday_buyers') }}
            + {{ ratio('1', 'other_repurchasers') }}
            - {{ ratio('1', 'other_buyers') }}
        ) as margin
    from birthdays
),

counted as (
    select
        *,
        birthday_rate / nullif(other_rate, 0) as rate_ratio
    from rated
)

{{ measured_metrics('counted', [
    {
        'id': 'birthday_month_lift',
        'numerator': 'birthday_rate',
        'denominator': 'other_rate',
        'value': 'rate_ratio - 1',
        'low': 'round(rate_ratio * exp(-margin) - 1, 12)',
        'high': 'round(rate_ratio * exp(margin) - 1, 12)',
        'total': 'birthday_buyers',
    },
    {
        'id': 'birthday_month_lift_birthday_rate',
        'numerator': 'birthday_repurchasers',
        'denominator': 'birthday_buyers',
    },
    {
        'id': 'birthday_month_lift_other_rate',
        'numerator': 'other_repurchasers',
        'denominator': 'other_buyers',
    },
]) }}
