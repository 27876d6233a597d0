-- What moves into a stage and out of it on a day is what the flows of the day tell.
with

moves as (
    select * from {{ ref('int_stage_moves_daily') }}
),

flows as (
    select * from {{ ref('lifecycle_stage_flows_daily') }}
),

entered as (
    select
        business_date,
        to_stage as lifecycle_stage,
        sum(user_count) as entered_users
    from moves
    group by business_date, to_stage
),

departed as (
    select
        business_date,
        from_stage as lifecycle_stage,
        sum(user_count) as left_users
    from moves
    where from_stage <> 'none'
    group by business_date, from_stage
),

moved as (
    select
        coalesce(entered.business_date, departed.business_date) as business_date,
        coalesce(entered.lifecycle_stage, departed.lifecycle_stage) as lifecycle_stage,
        entered.entered_users,
        departed.left_users
    from entered
    full outer join departed
        on
            entered.business_date = departed.business_date
            and entered.lifecycle_stage = departed.lifecycle_stage
)

select
    coalesce(flows.business_date, moved.business_date) as business_date,
    coalesce(flows.lifecycle_stage, moved.lifecycle_stage) as lifecycle_stage
from flows
full outer join moved
    on
        flows.business_date = moved.business_date
        and flows.lifecycle_stage = moved.lifecycle_stage
where
    coalesce(flows.entered_users, -1) <> coalesce(moved.entered_users, 0)
    or coalesce(flows.left_users, -1) <> coalesce(moved.left_users, 0)
