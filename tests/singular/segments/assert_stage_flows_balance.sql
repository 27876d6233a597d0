-- Opening + in - out = closing on every day; closing is the next day's opening; no day
-- between the first and as_of_date is missing.
with

neighbours as (
    select
        *,
        lag(closing_users) over (
            partition by lifecycle_stage order by business_date nulls last
        ) as closing_users_before,
        lag(business_date) over (
            partition by lifecycle_stage order by business_date nulls last
        ) as business_date_before,
        max(business_date) over (partition by lifecycle_stage) as last_date
    from {{ ref('lifecycle_stage_flows_daily') }}
)

select
    business_date,
    lifecycle_stage,
    opening_users,
    entered_users,
    left_users,
    closing_users,
    closing_users_before
from neighbours
where
    opening_users + entered_users - left_users <> closing_users
    or opening_users <> coalesce(closing_users_before, 0)
    or opening_users < 0
    or closing_users < 0
    or cast(business_date - business_date_before as int) <> 1
    or last_date <> {{ as_of_date() }}
