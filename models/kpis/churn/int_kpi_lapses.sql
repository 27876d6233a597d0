-- One row per metric, grain, period and dimension value: when people churn after their
-- purchases, and how many churn after bad service.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

counted as (
    select * from {{ ref('int_lapses_counted') }}
),

tickets as (
    select count(*) as ticket_count from {{ ref('fct_tickets') }}
),

followed as (
    select
        grain,
        period_start,
        case when dimension = 'all' then 'all' else 'months_since' end as dimension,
        dimension_value,
        dimension as counted_by,
        churned_users,
        badly_served_users,
        sum(case when dimension = 'all' then churned_users else 0 end)
            over (partition by grain, period_start)
            as all_churned_users,
        lag(badly_served_users) over (
            partition by grain, dimension, dimension_value
            order by period_start nulls last
        ) as badly_served_users_before
    from counted
),

-- A brand without tickets cannot tell whom service has failed.
followed_with_service as (
    select
        followed.*,
        followed.dimension = 'all' and tickets.ticket_count > 0 as has_service
    from followed
    cross join tickets
)

{{ measured_metrics('followed_with_service', [
    {
        'id': 'churn_timing',
        'numerator': 'churned_users',
        'denominator': 'all_churned_users',
        'only': "counted_by <> 'months_since_last'",
    },
    {
        'id': 'churn_timing_since_last',
        'numerator': 'churned_users',
        'denominator': 'all_churned_users',
        'only': "counted_by <> 'months_since_first'",
    },
    {
        'id': 'service_churn_change',
        'numerator': 'badly_served_users',
        'denominator': 'badly_served_users_before',
        'value': ratio('badly_served_users', 'badly_served_users_before') ~ ' - 1',
        'total': 'badly_served_users',
        'only': 'has_service and badly_served_users_before is not null',
    },
    {
        'id': 'service_churn_change_users',
        'numerator': 'badly_served_users',
        'only': 'has_service',
    },
]) }}
