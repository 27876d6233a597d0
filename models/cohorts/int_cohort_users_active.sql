-- One row per kind of cohort, person, grain and period, or purchase day in it: in which
-- periods a person did what the cohort is about.
-- join: was active (by day: only the first days after joining). first_purchase: bought;
-- of the purchase days of one period the first one counts the person.
{{ config(schema='user_facts', materialized='view') }}

with

grains as (
    select * from {{ ref('cohort_grains') }}
),

entry_days as (
    select * from {{ ref('int_entry_days_active') }}
),

user_periods as (
    select * from {{ ref('int_user_periods') }}
    where active_days > 0 and grain <> 'day'
),

purchase_days as (
    select
        grains.grain,
        {{ period_start('grains.grain', 'bought.purchase_date') }} as period_start,
        bought.*
    from {{ ref('fct_purchase_days') }} as bought
    cross join grains
)

select
    'join' as cohort_kind,
    entry_days.user_id,
    grains.grain,
    entry_days.activity_date as period_start,
    1 as is_counted,
    entry_days.kept_amount as revenue
from entry_days
inner join grains
    on grains.grain = 'day' and entry_days.days_since_join <= grains.most_periods
union all
select
    'join' as cohort_kind,
    user_periods.user_id,
    user_periods.grain,
    user_periods.period_start,
    1 as is_counted,
    user_periods.kept_amount as revenue
from user_periods
inner join grains on user_periods.grain = grains.grain
union all
select
    'first_purchase' as cohort_kind,
    user_id,
    grain,
    period_start,
    case when previous_purchase_date >= period_start then 0 else 1 end as is_counted,
    kept_amount as revenue
from purchase_days
