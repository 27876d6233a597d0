-- One row per person and active day that retention asks for: the first days after
-- joining, which cohorts show day by day, and those in the bracket of a day N.
-- Active is who interacted or has a kept order. The one pass over the days of people.
{{ config(schema='user_facts') }}

with

user_days as (
    select * from {{ ref('fct_user_days') }}
    where interaction_count > 0 or kept_order_count > 0
),

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'join'
),

spans as (
    select
        days_since_join - coalesce(bracket_days, 0) as from_days,
        days_since_join + coalesce(bracket_days, 0) as to_days
    from {{ ref('retention_days') }}
    union all
    select
        0 as from_days,
        most_periods as to_days
    from {{ ref('cohort_grains') }}
    where grain = 'day'
),

days_asked as (
    select distinct cast(numbers.n as int) as days_since_join
    from range(0, 4000) as numbers (n)
    inner join spans
        on numbers.n >= spans.from_days and numbers.n <= spans.to_days
)

select
    users.user_id,
    user_days.activity_date,
    days_asked.days_since_join,
    user_days.kept_amount
from user_days
inner join users on user_days.user_id = users.user_id
inner join days_asked
    on
        cast(user_days.activity_date - users.cohort_date as int)
        = days_asked.days_since_join
