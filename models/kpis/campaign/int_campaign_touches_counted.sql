-- One row per grain, period of sending and dimension value: touches of campaigns, and
-- for those whose window is over and whose cost is known the net revenue of the orders
-- that they were the last touch before, and their cost.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}
{%- set dimensions = {'campaign': 'campaign_id', 'type': 'campaign_type'} %}

with

touches as (
    select * from {{ ref('fct_touches') }}
    where campaign_id is not null
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

windows as (
    select cast(ceil(window_hours / 24) as int) as window_days
    from {{ ref('attribution_windows') }}
    where window_name = 'order'
),

touches_credited as (
    select
        credited.touch_id,
        sum(orders.kept_amount) as amount
    from {{ ref('int_orders_credited') }} as credited
    inner join {{ ref('fct_orders') }} as orders
        on credited.order_id = orders.order_id
    group by credited.touch_id
),

campaign_days as (
    select
        touches.campaign_id,
        touches.sent_date,
        count(*) as touches,
        sum(touches_credited.amount) as amount
    from touches
    left join touches_credited on touches.touch_id = touches_credited.touch_id
    group by touches.campaign_id, touches.sent_date
),

judged as (
    select
        campaign_days.*,
        campaigns.campaign_type,
        prices.cost_per_touch,
        campaign_days.sent_date + windows.window_days <= {{ as_of_date() }}
        and prices.cost_per_touch is not null as is_mature
    from campaign_days
    cross join windows
    inner join {{ ref('int_campaign_costs') }} as prices
        on
            campaign_days.campaign_id = prices.campaign_id
            and {{ month_start('campaign_days.sent_date') }} = prices.sent_month
    left join {{ ref('dim_campaigns') }} as campaigns
        on campaign_days.campaign_id = campaigns.campaign_id
)

select
    calendar.grain,
    calendar.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(judged.touches) as bigint) as touches,
    cast(sum(case when judged.is_mature then judged.touches else 0 end) as bigint)
        as mature_touches,
    cast(
        sum(case when judged.is_mature then coalesce(judged.amount, 0) else 0 end)
        as decimal(18, 2)
    ) as amount,
    cast(
        sum(
            case
                when judged.is_mature then judged.touches * judged.cost_per_touch else 0
            end
        ) as decimal(18, 6)
    ) as campaign_cost
from judged
inner join calendar on judged.sent_date = calendar.business_date
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
