-- One row per campaign with a control arm or with variants, and person in it: the arm,
-- the variant of the first assignment, and what the person did within the campaign's
-- window after the day of assignment.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

targets as (
    select * from {{ ref('int_campaign_targets') }}
),

members_numbered as (
    select
        campaign_id,
        user_id,
        variant,
        row_number() over (
            partition by campaign_id, user_id
            order by assigned_at nulls last, campaign_member_id nulls last
        ) as member_number
    from {{ ref('fct_campaign_members') }}
    where user_id is not null
),

campaigns_compared as (
    select campaign_id
    from {{ ref('fct_campaign_members') }}
    where user_id is not null
    group by campaign_id
    having count(distinct arm) > 1 or count(distinct variant) > 1
),

members as (
    select
        targets.*,
        members_numbered.variant
    from targets
    inner join campaigns_compared
        on targets.campaign_id = campaigns_compared.campaign_id
    inner join members_numbered
        on
            targets.campaign_id = members_numbered.campaign_id
            and targets.user_id = members_numbered.user_id
    where members_numbered.member_number = 1
),

longest_window as (
    select max(window_days) as window_days from targets
),

-- What happens within the window lies in the block of the assignment or the one after.
visits as (
    select
        user_days.user_id,
        user_days.activity_date,
        {{ day_block('user_days.activity_date', 'longest_window.window_days') }}
        + neighbours.distance as day_block
    from {{ ref('fct_user_days') }} as user_days
    cross join longest_window
    cross join (values (0), (1)) as neighbours (distance)
    where user_days.interaction_count > 0
),

visitors as (
    select distinct
        members.campaign_id,
        members.user_id
    from members
    cross join longest_window
    inner join visits
        on
            members.user_id = visits.user_id
            and {{ day_block('members.targeted_date', 'longest_window.window_days') }}
            = visits.day_block
            and members.targeted_date < visits.activity_date
            and visits.activity_date <= members.targeted_date + members.window_days
)

select
    members.campaign_id,
    members.user_id,
    case when members.is_treated then 'treated' else 'control' end as arm,
    members.variant,
    members.is_mature,
    members.has_bought as has_ordered,
    visitors.user_id is not null as has_visited
from members
left join visitors
    on
        members.campaign_id = visitors.campaign_id
        and members.user_id = visitors.user_id
