-- One row per campaign and person assigned to it: the arm, and what the person bought
-- in the window after the assignment. Who was drawn for it is treated, touched or not;
-- who is in both arms, by two member records, is treated, too.
{{ config(schema='user_facts') }}

with

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

order_window as (
    select cast(ceil(window_hours / 24) as int) as window_days
    from {{ ref('attribution_windows') }}
    where window_name = 'order'
),

campaigns_windowed as (
    select
        campaigns.campaign_id,
        campaigns.campaign_type,
        campaigns.starts_date,
        coalesce(windows.window_days, order_window.window_days) as window_days
    from campaigns
    cross join order_window
    left join {{ ref('campaign_windows') }} as windows
        on campaigns.campaign_type = windows.campaign_type
),

targets as (
    select
        members.campaign_id,
        members.user_id,
        campaigns_windowed.campaign_type,
        campaigns_windowed.window_days,
        max(case when members.arm = 'control' then 0 else 1 end) as is_treated,
        -- A source that does not say when assigned everybody as the campaign began.
        min(coalesce(members.assigned_date, campaigns_windowed.starts_date))
            as targeted_date
    from {{ ref('fct_campaign_members') }} as members
    inner join campaigns_windowed
        on members.campaign_id = campaigns_windowed.campaign_id
    where members.user_id is not null
    group by
        members.campaign_id,
        members.user_id,
        campaigns_windowed.campaign_type,
        campaigns_windowed.window_days
),

touch_months as (
    select
        campaign_id,
        user_id,
        {{ month_start('sent_date') }} as sent_month,
        count(*) as touches
    from {{ ref('fct_touches') }}
    where campaign_id is not null and user_id is not null
    group by campaign_id, user_id, {{ month_start('sent_date') }}
),

costs as (
    select
        touch_months.campaign_id,
        touch_months.user_id,
        sum(touch_months.touches * prices.cost_per_touch) as campaign_cost,
        count(*) - count(prices.cost_per_touch) as months_unknown
    from touch_months
    inner join {{ ref('int_campaign_costs') }} as prices
        on
            touch_months.campaign_id = prices.campaign_id
            and touch_months.sent_month = prices.sent_month
    group by touch_months.campaign_id, touch_months.user_id
),

purchases as (
    select
        targets.campaign_id,
        targets.user_id,
        sum(purchase_days.kept_amount) as kept_amount
    from targets
    inner join purchase_days
        on
            targets.user_id = purchase_days.user_id
            and targets.targeted_date < purchase_days.purchase_date
            and purchase_days.purchase_date
            <= targets.targeted_date + targets.window_days
    group by targets.campaign_id, targets.user_id
)

select
    targets.campaign_id,
    targets.campaign_type,
    targets.user_id,
    targets.is_treated = 1 as is_treated,
    targets.targeted_date,
    targets.window_days,
    targets.targeted_date + targets.window_days <= {{ as_of_date() }} as is_mature,
    purchases.user_id is not null as has_bought,
    cast(coalesce(purchases.kept_amount, 0) as decimal(18, 2)) as kept_amount,
    cast(case
        when targets.is_treated = 0 or costs.user_id is null then 0
        when costs.months_unknown = 0 then costs.campaign_cost
    end as decimal(18, 6)) as campaign_cost
from targets
left join purchases
    on
        targets.campaign_id = purchases.campaign_id
        and targets.user_id = purchases.user_id
left join costs
    on
        targets.campaign_id = costs.campaign_id
        and targets.user_id = costs.user_id
where targets.targeted_date is not null
