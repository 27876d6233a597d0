-- One row per grain, period and dimension value: buyers of its calendar months whose
-- month of birth is known, in the month of their birthday and in other months.
-- Tier and stage are those at the start of each month.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

months as (
    select * from {{ ref('int_period_months') }}
),

buyers as (
    select
        period_start as month_start,
        value_tier,
        lifecycle_stage,
        case when birth_month = month(period_start) then 1 else 0 end as is_birthday,
        case when purchase_days >= 2 then 1 else 0 end as is_repurchaser
    from {{ ref('int_buyer_periods') }}
    where grain = 'month' and birth_month is not null
),

by_month as (
    select
        month_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(is_birthday) as birthday_buyers,
        sum(is_birthday * is_repurchaser) as birthday_repurchasers,
        sum(1 - is_birthday) as other_buyers,
        sum((1 - is_birthday) * is_repurchaser) as other_repurchasers
    from buyers
    group by {{ grouping_sets_of('month_start', dimensions) }}
)

select
    months.grain,
    months.period_start,
    by_month.dimension,
    by_month.dimension_value,
    cast(sum(by_month.birthday_buyers) as bigint) as birthday_buyers,
    cast(sum(by_month.birthday_repurchasers) as bigint) as birthday_repurchasers,
    cast(sum(by_month.other_buyers) as bigint) as other_buyers,
    cast(sum(by_month.other_repurchasers) as bigint) as other_repurchasers
from by_month
inner join months on by_month.month_start = months.month_start
group by
    months.grain, months.period_start, by_month.dimension, by_month.dimension_value
