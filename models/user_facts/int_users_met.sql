-- One row per person whom the brand had met by as_of_date: who joined, bought, gave
-- something back or interacted. A number that others only named is nobody yet.

with

met as (
    select user_id, started_date as met_date from {{ ref('fct_relations') }}
    union all
    select
        members_resolved.user_id,
        {{ business_date('members.joined_at') }} as met_date
    from {{ ref('int_members_latest') }} as members
    inner join {{ ref('int_members_resolved') }} as members_resolved
        on members.member_id = members_resolved.member_id
    union all
    select user_id, ordered_date as met_date from {{ ref('int_orders_valued') }}
    union all
    select user_id, refund_date as met_date from {{ ref('fct_refunds') }}
    union all
    select user_id, activity_date as met_date from {{ ref('fct_user_days') }}
)

select
    user_id,
    min(met_date) as met_date
from met
where
    user_id is not null
    -- Some sources do not say when a member joined.
    and (met_date is null or met_date <= {{ as_of_date() }})
group by user_id
