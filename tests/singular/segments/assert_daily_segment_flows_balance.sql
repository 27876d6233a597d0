-- Opening + in - out = closing on every day; closing is the next day's opening; no day
-- between the first and as_of_date is missing.
with

neighbours as (
    select
        *,
        lag(closing_users) over (
            partition by segment_kind, segment order by business_date nulls last
        ) as closing_users_before,
        lag(business_date) over (
            partition by segment_kind, segment order by business_date nulls last
        ) as business_date_before,
        max(business_date) over (partition by segment_kind, segment) as last_date
    from {{ ref('segment_flows_daily') }}
)

select
    business_date,
    segment_kind,
    segment,
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
