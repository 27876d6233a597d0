-- One row per rival definition between retention and rebuy, grain and period: of who
-- joined, or bought, in the period, those active in the next one.
{{ config(schema='user_facts') }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain in ('month', 'quarter', 'year')
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain in ('month', 'quarter', 'year') and is_next_over
),

joiners as (
    select
        joined.user_id,
        calendar.grain,
        calendar.period_start,
        joined.cohort_date + 30 + bracketed.bracket_days <= {{ as_of_date() }}
            as is_mature
    from {{ ref('int_cohort_users') }} as joined
    inner join calendar on joined.cohort_date = calendar.business_date
    cross join {{ ref('retention_days') }} as bracketed
    where joined.cohort_kind = 'join' and bracketed.days_since_join = 30
),

user_periods as (
    select * from {{ ref('int_user_periods') }}
    where grain in ('month', 'quarter', 'year')
),

asked as (
    select
        'joiners_active_next' as measure_id,
        user_id,
        grain,
        period_start
    from joiners
    union all
    select
        'joiners_active_next_bracket_mature' as measure_id,
        user_id,
        grain,
        period_start
    from joiners
    where is_mature
    union all
    select
        'buyers_active_next' as measure_id,
        user_id,
        grain,
        period_start
    from user_periods
    where purchase_days > 0
)

select
    asked.measure_id,
    asked.grain,
    asked.period_start,
    cast(sum(case when later.active_days > 0 then 1 else 0 end) as double)
        as numerator,
    cast(count(*) as double) as denominator
from asked
inner join periods
    on asked.grain = periods.grain and asked.period_start = periods.period_start
left join user_periods as later
    on
        asked.user_id = later.user_id
        and asked.grain = later.grain
        and periods.next_period_start = later.period_start
group by asked.measure_id, asked.grain, asked.period_start
