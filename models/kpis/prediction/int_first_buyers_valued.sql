-- One row per first purchase day, dimension and value, and window of N days: its
-- people, and what they bring in on days 0 to N.
-- People and money of different days add up; windows lie within each other.
{{ config(schema='user_facts', enabled=is_measured('prediction')) }}
{%- set dimensions = {'source': 'acquisition_source'} %}

with

users as (
    select
        user_id,
        cohort_date,
        acquisition_source
    from {{ ref('int_cohort_users') }}
    where cohort_kind = 'first_purchase'
),

windows as (
    select * from {{ ref('ltv_windows') }}
),

spent as (
    select
        users.cohort_date,
        users.acquisition_source,
        windows.window_days,
        purchase_days.occasion_number,
        purchase_days.kept_amount
    from {{ ref('fct_purchase_days') }} as purchase_days
    inner join users on purchase_days.user_id = users.user_id
    inner join windows
        on purchase_days.purchase_date <= users.cohort_date + windows.window_days
)

select
    cohort_date,
    window_days,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(case when occasion_number = 1 then 1 else 0 end) as bigint)
        as first_buyers,
    cast(sum(kept_amount) as decimal(18, 2)) as net_revenue
from spent
group by {{ grouping_sets_of('cohort_date, window_days', dimensions) }}
