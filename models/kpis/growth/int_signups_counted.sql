-- One row per grain, period and dimension value: people who reached a step of the
-- sign-up in it, and those who did not go on within 24 hours.
-- A person counts once per step, on the day of reaching it first; the total counts
-- steps.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}
{%- set dimensions = {'signup_step': 'signup_step'} %}
{%- set hours_to_go_on = 24 %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

steps_reached as (
    select
        user_id,
        signup_step,
        min(happened_at) as reached_at
    from {{ ref('fct_interactions') }}
    where user_id is not null and signup_step is not null
    group by user_id, signup_step
),

neighbours_found as (
    select
        *,
        -- Who skips a step went on, too.
        lead(reached_at) over (
            partition by user_id
            order by signup_step nulls last
        ) as next_reached_at
    from steps_reached
),

flagged as (
    select
        signup_step,
        {{ business_date('reached_at') }} as reached_date,
        {{ business_date("reached_at + interval '" ~ hours_to_go_on ~ "' hour") }}
        <= {{ as_of_date() }} as is_mature,
        coalesce(
            next_reached_at > reached_at + interval '{{ hours_to_go_on }}' hour, true
        ) as is_lost
    from neighbours_found
),

aggregated as (
    select
        reached_date,
        signup_step,
        count(*) as reached_users,
        sum(case when is_mature then 1 else 0 end) as mature_users,
        sum(case when is_mature and is_lost then 1 else 0 end) as lost_users
    from flagged
    group by reached_date, signup_step
),

last_step_found as (
    select
        *,
        max(signup_step) over () as last_step
    from aggregated
),

-- Nobody can go on from the last step.
steps_named as (
    select
        reached_date,
        cast(signup_step as string) as signup_step,
        reached_users,
        mature_users,
        lost_users
    from last_step_found
    where signup_step < last_step
)

select
    calendar.grain,
    calendar.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(steps_named.reached_users) as bigint) as reached_users,
    cast(sum(steps_named.mature_users) as bigint) as mature_users,
    cast(sum(steps_named.lost_users) as bigint) as lost_users
from steps_named
inner join calendar on steps_named.reached_date = calendar.business_date
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
