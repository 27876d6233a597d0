-- One row per win-back campaign, arm and person who was lapsed on the day of the
-- contact, with the purchase days after it.
-- Treated: the first touch that was delivered. Control: the day of the assignment.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

campaigns as (
    select * from {{ ref('dim_campaigns') }}
    where campaign_type = 'win_back'
),

touches as (
    select * from {{ ref('fct_touches') }}
    where is_delivered and user_id is not null
),

members as (
    select * from {{ ref('fct_campaign_members') }}
    where arm = 'control' and user_id is not null
),

coupons as (
    select distinct campaign_id, user_id from {{ ref('fct_coupons') }}
),

lapses as (
    select * from {{ ref('fct_purchase_lapses') }}
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

contacts as (
    select
        touches.campaign_id,
        'treated' as arm,
        touches.user_id,
        min(touches.sent_date) as contacted_date
    from touches
    inner join campaigns on touches.campaign_id = campaigns.campaign_id
    group by touches.campaign_id, touches.user_id
    union all
    select
        members.campaign_id,
        'control' as arm,
        members.user_id,
        min(coalesce(members.assigned_date, campaigns.starts_date)) as contacted_date
    from members
    inner join campaigns on members.campaign_id = campaigns.campaign_id
    group by members.campaign_id, members.user_id
)

select
    contacts.campaign_id,
    contacts.arm,
    contacts.user_id,
    contacts.contacted_date,
    case when coupons.user_id is not null then 'true' else 'false' end as with_coupon,
    lapses.returned_date,
    purchase_days.next_purchase_date as bought_again_date
from contacts
-- Lapsed at the end of the day: who bought on it was back before.
inner join lapses
    on
        contacts.user_id = lapses.user_id
        and contacts.contacted_date >= lapses.lapsed_date
        and contacts.contacted_date
        < coalesce(lapses.returned_date, cast('9999-12-31' as date))
left join purchase_days
    on
        lapses.user_id = purchase_days.user_id
        and lapses.returned_date = purchase_days.purchase_date
left join coupons
    on
        contacts.campaign_id = coupons.campaign_id
        and contacts.user_id = coupons.user_id
