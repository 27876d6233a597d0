-- One row per campaign with a control arm or with variants, and person in it: the arm
-- and the variant of the first assignment, and what the person did within the window of
-- orders after it. An order counts from the instant of assignment on, an interaction
-- from the day after.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

windows as (
    select
        window_hours,
        cast(ceil(window_hours / 24.0) as int) as window_days
    from {{ ref('attribution_windows') }}
    where window_name = 'order'
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

members_numbered as (
    select
        members.*,
        coalesce(members.assigned_at, campaigns.starts_at) as entered_at,
        coalesce(members.assigned_date, campaigns.starts_date) as entered_date,
        row_number() over (
            partition by members.campaign_id, members.user_id
            order by
                members.assigned_at nulls last, members.campaign_member_id nulls last
        ) as member_number
    from {{ ref('fct_campaign_members') }} as members
    inner join campaigns on members.campaign_id = campaigns.campaign_id
    where members.user_id is not null
),

campaigns_compared as (
    select campaign_id
    from members_numbered
    where member_number = 1
    group by campaign_id
    having count(distinct arm) > 1 or count(distinct variant) > 1
),

members as (
    select
        members_numbered.*,
        windows.window_hours,
        windows.window_days,
        {{ day_block('members_numbered.entered_date', 'windows.window_days') }}
            as day_block
    from members_numbered
    inner join campaigns_compared
        on members_numbered.campaign_id = campaigns_compared.campaign_id
    cross join windows
    where members_numbered.member_number = 1
),

-- What happens within the window lies in the block of the assignment or the one after.
orders as (
    select
        orders.user_id,
        orders.ordered_at,
        {{ day_block('orders.ordered_date', 'windows.window_days') }}
        + neighbours.distance as day_block
    from {{ ref('fct_orders') }} as orders
    cross join windows
    cross join (values (0), (1)) as neighbours (distance)
    where orders.is_kept and orders.user_id is not null
),

visits as (
    select
        user_days.user_id,
        user_days.activity_date,
        {{ day_block('user_days.activity_date', 'windows.window_days') }}
        + neighbours.distance as day_block
    from {{ ref('fct_user_days') }} as user_days
    cross join windows
    cross join (values (0), (1)) as neighbours (distance)
    where user_days.interaction_count > 0
),

outcomes as (
    select members.campaign_id, members.user_id, 1 as has_ordered, 0 as has_visited
    from members
    inner join orders
        on
            members.user_id = orders.user_id
            and members.day_block = orders.day_block
            and members.entered_at < orders.ordered_at
            and {{ seconds_between('members.entered_at', 'orders.ordered_at') }}
            <= members.window_hours * 3600
    union all
    select members.campaign_id, members.user_id, 0 as has_ordered, 1 as has_visited
    from members
    inner join visits
        on
            members.user_id = visits.user_id
            and members.day_block = visits.day_block
            and members.entered_date < visits.activity_date
            and visits.activity_date <= members.entered_date + members.window_days
),

outcomes_aggregated as (
    select
        campaign_id,
        user_id,
        max(has_ordered) as has_ordered,
        max(has_visited) as has_visited
    from outcomes
    group by campaign_id, user_id
)

select
    members.campaign_id,
    members.user_id,
    members.arm,
    members.variant,
    members.entered_date + members.window_days <= {{ as_of_date() }} as is_mature,
    coalesce(outcomes_aggregated.has_ordered, 0) = 1 as has_ordered,
    coalesce(outcomes_aggregated.has_visited, 0) = 1 as has_visited
from members
left join outcomes_aggregated
    on
        members.campaign_id = outcomes_aggregated.campaign_id
        and members.user_id = outcomes_aggregated.user_id
