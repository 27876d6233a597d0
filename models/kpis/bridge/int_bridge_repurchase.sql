-- One row per rival definition of repurchase and of a new buyer, grain and period:
-- numerator and denominator.
{{ config(schema='user_facts') }}

with

buyers as (
    select * from {{ ref('int_bridge_purchases') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain in ('month', 'quarter', 'year')
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain in ('month', 'quarter', 'year')
),

store_buyers as (
    select
        calendar.grain,
        calendar.period_start,
        count(*) as purchase_days,
        min(scoped.occasion_number) as first_occasion
    from {{ ref('fct_store_purchase_days') }} as scoped
    inner join calendar on scoped.purchase_date = calendar.business_date
    group by
        calendar.grain, calendar.period_start, scoped.user_id, scoped.store_scope
),

first_buyers as (
    select
        calendar.grain,
        calendar.period_start,
        case
            when bought.next_purchase_date <= bought.purchase_date + 90 then 1 else 0
        end as is_back
    from {{ ref('fct_purchase_days') }} as bought
    inner join calendar on bought.purchase_date = calendar.business_date
    where bought.occasion_number = 1
),

paid_orders_numbered as (
    select
        ordered_date,
        row_number() over (
            partition by user_id order by ordered_at nulls last, order_id nulls last
        ) as order_number
    from {{ ref('fct_orders') }}
    where is_paid and user_id is not null
),

paid_days as (
    select
        ordered_date,
        sum(case when order_number = 1 then 1 else 0 end) as payers,
        sum(case when order_number = 2 then 1 else 0 end) as repeaters
    from paid_orders_numbered
    where order_number <= 2
    group by ordered_date
),

counted as (
    {%- for measure_id, numerator, denominator in [
        ('repurchase_rate_paid', 'paid_days >= 2', 'count(*)'),
        ('repurchase_rate_paid_orders', 'paid_orders >= 2', 'count(*)'),
        (
            'returning_share_paid_orders',
            'paid_orders >= 2 or first_paid_date < period_start',
            'count(*)',
        ),
        ('new_buyers_paid', 'first_paid_date >= period_start', 'null'),
        (
            'new_buyers_after_365_days',
            'purchase_days > 0 and coalesce('
            ~ 'last_before_date < first_day - 365, true)',
            'null',
        ),
        (
            'new_buyers_joined',
            'purchase_days > 0 and joined_date between period_start and period_end',
            'null',
        ),
    ] %}
    select
        '{{ measure_id }}' as measure_id,
        grain,
        period_start,
        sum(case when {{ numerator }} then 1 else 0 end) as numerator,
        {{ denominator }} as denominator
    from buyers
    group by grain, period_start
    union all
    {%- endfor %}
    select
        'repurchase_rate_of_stores' as measure_id,
        grain,
        period_start,
        sum(case when purchase_days >= 2 then 1 else 0 end) as numerator,
        count(*) as denominator
    from store_buyers
    group by grain, period_start
    union all
    select
        'new_buyers_of_stores' as measure_id,
        grain,
        period_start,
        sum(case when first_occasion = 1 then 1 else 0 end) as numerator,
        null as denominator
    from store_buyers
    group by grain, period_start
    union all
    select
        'repurchase_within_90_days_immature_too' as measure_id,
        grain,
        period_start,
        sum(is_back) as numerator,
        count(*) as denominator
    from first_buyers
    group by grain, period_start
    union all
    select
        'repurchase_rate_ever_paid' as measure_id,
        periods.grain,
        periods.period_start,
        sum(paid_days.repeaters) as numerator,
        sum(paid_days.payers) as denominator
    from periods
    inner join paid_days on periods.period_end >= paid_days.ordered_date
    group by periods.grain, periods.period_start
)

select
    measure_id,
    grain,
    period_start,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator
from counted
