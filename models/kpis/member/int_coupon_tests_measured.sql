-- One row per campaign that issued coupons and held a control group out: what people of
-- both arms spent from its start until the last of its coupons is void, and what the
-- redeemed ones cost.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

campaigns as (
    select * from {{ ref('dim_campaigns') }}
    where starts_date is not null
),

coupons as (
    select
        campaign_id,
        max({{ business_date('expires_at') }}) as void_date,
        sum(case when is_redeemed then face_amount else 0 end) as incentive_cost
    from {{ ref('fct_coupons') }}
    where campaign_id is not null
    group by campaign_id
),

people as (
    -- Who is in both arms was treated.
    select
        campaign_id,
        user_id,
        max(arm) as arm
    from {{ ref('fct_campaign_members') }}
    where user_id is not null
    group by campaign_id, user_id
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

windows as (
    select
        campaigns.campaign_id,
        campaigns.starts_date,
        greatest(
            coalesce(campaigns.ends_date, coupons.void_date),
            coalesce(coupons.void_date, campaigns.ends_date)
        ) as over_date,
        coupons.incentive_cost
    from campaigns
    inner join coupons on campaigns.campaign_id = coupons.campaign_id
),

spends as (
    select
        people.campaign_id,
        people.user_id,
        sum(purchase_days.kept_amount) as net_revenue
    from people
    inner join windows on people.campaign_id = windows.campaign_id
    inner join purchase_days
        on
            people.user_id = purchase_days.user_id
            and windows.starts_date <= purchase_days.purchase_date
            and windows.over_date > purchase_days.purchase_date
    group by people.campaign_id, people.user_id
),

arms as (
    select
        {%- for arm in ['treated', 'control'] %}
        sum(case when people.arm = '{{ arm }}' then 1 else 0 end) as {{ arm }}_people,
        sum(
            case when people.arm = '{{ arm }}' then coalesce(spends.net_revenue, 0) end
        ) as {{ arm }}_amount,
        {%- endfor %}
        people.campaign_id
    from people
    left join spends
        on
            people.campaign_id = spends.campaign_id
            and people.user_id = spends.user_id
    group by people.campaign_id
)

select
    windows.campaign_id,
    windows.starts_date,
    -- Over when no coupon of it can be used any more on the day described.
    coalesce(windows.over_date <= {{ as_of_date() }}, false) as is_over,
    cast(arms.treated_people as bigint) as treated_people,
    cast(arms.control_people as bigint) as control_people,
    cast(
        round(
            arms.treated_amount
            - {{ ratio('arms.control_amount', 'arms.control_people') }}
            * arms.treated_people,
            2
        ) as decimal(18, 2)
    ) as incremental_amount,
    cast(windows.incentive_cost as decimal(18, 2)) as incentive_cost
from windows
inner join arms on windows.campaign_id = arms.campaign_id
where arms.treated_people > 0 and arms.control_people > 0
