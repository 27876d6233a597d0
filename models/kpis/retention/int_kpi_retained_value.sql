-- One row per metric, grain and period: what retained users bring in, and new ones.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

users_counted as (
    select
        *,
        {{ ratio('retained_revenue', 'retained_users') }} as revenue_per_retained_user,
        {{ ratio('new_revenue', 'new_users') }} as revenue_per_new_user
    from {{ ref('int_retained_users_counted') }}
),

order_days as (
    select
        ordered_date,
        sum(kept_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where is_kept
    group by ordered_date
),

revenue as (
    select
        calendar.grain,
        calendar.period_start,
        sum(order_days.net_revenue) as net_revenue
    from order_days
    inner join calendar on order_days.ordered_date = calendar.business_date
    group by calendar.grain, calendar.period_start
),

counted as (
    select
        users_counted.*,
        'all' as dimension,
        'all' as dimension_value,
        coalesce(revenue.net_revenue, 0) as net_revenue
    from users_counted
    left join revenue
        on
            users_counted.grain = revenue.grain
            and users_counted.period_start = revenue.period_start
)

{{ measured_metrics('counted', [
    {
        'id': 'retained_value_multiple',
        'numerator': 'case when new_users > 0 then revenue_per_retained_user end',
        'denominator': 'case when retained_users > 0 then revenue_per_new_user end',
        'total': 'retained_users + new_users',
    },
    {
        'id': 'retention_revenue_contribution',
        'numerator': 'retained_revenue',
        'denominator': 'net_revenue',
        'total': 'retained_users',
    },
    {
        'id': 'retention_revenue_contribution_user_share',
        'numerator': 'retained_users',
        'denominator': 'earlier_users',
    },
]) }}
