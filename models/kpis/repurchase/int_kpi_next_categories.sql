-- One row per metric, grain and period of the first purchase: who bought another
-- category within the days of next_category_days (habit_rules).
-- Only people whose first category is known: nothing tells what is another one.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

rules as (
    select rule_value as window_days from {{ ref('habit_rules') }}
    where rule_name = 'next_category_days'
),

users as (
    select
        described.user_id,
        described.first_category,
        described.first_purchase_date,
        described.first_purchase_date + rules.window_days as last_date
    from {{ ref('int_users_described') }} as described
    cross join rules
    where described.first_category <> 'unknown'
),

category_days as (
    select * from {{ ref('int_purchase_days_scoped') }}
    where dimension = 'category' and dimension_value <> 'unknown'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

-- On a later day: what went into the first basket is no next category.
others as (
    select distinct users.user_id
    from users
    inner join category_days
        on
            users.user_id = category_days.user_id
            and users.first_category <> category_days.dimension_value
            and users.first_purchase_date < category_days.purchase_date
            and users.last_date >= category_days.purchase_date
),

first_days as (
    select
        users.first_purchase_date,
        max(case when users.last_date <= {{ as_of_date() }} then 1 else 0 end)
            as is_mature,
        count(*) as user_count,
        count(others.user_id) as other_count
    from users
    left join others on users.user_id = others.user_id
    group by users.first_purchase_date
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        'all' as dimension,
        'all' as dimension_value,
        sum(first_days.user_count) as total_users,
        sum(first_days.is_mature * first_days.user_count) as mature_users,
        sum(first_days.is_mature * first_days.other_count) as cross_users
    from first_days
    inner join calendar on first_days.first_purchase_date = calendar.business_date
    group by calendar.grain, calendar.period_start
)

{{ measured_metrics('counted', [
    {
        'id': 'cross_purchase_next_90_days',
        'numerator': 'case when mature_users > 0 then cross_users end',
        'denominator': 'nullif(mature_users, 0)',
        'mature': 'mature_users',
        'total': 'total_users',
    },
]) }}
