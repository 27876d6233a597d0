-- One row per lifecycle stage, value tier and purchase state: the net revenue that
-- people who were in all of them at the end of a month brought in the 30 days after it.
-- Only month ends whose 30 days are over. A person counts once per month end, so both
-- columns add up over groups, and neither is a number of people of today.
{{ config(schema='user_facts') }}
{%- set days_ahead = 30 %}

with

snapshot_days as (
    select * from {{ ref('int_snapshot_days') }}
    where
        is_month_end
        and cast(snapshot_date + interval '{{ days_ahead }}' day as date)
        <= {{ as_of_date() }}
),

segments as (
    select * from {{ ref('user_segments') }}
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

-- A day may lie less than 30 days after two month ends.
days_ahead as (
    select
        snapshot_days.snapshot_date,
        snapshot_days.snapshot_date + cast(ahead.days as int) as purchase_date
    from snapshot_days
    cross join range(1, {{ days_ahead + 1 }}) as ahead (days)
),

bought_ahead as (
    select
        purchase_days.user_id,
        days_ahead.snapshot_date,
        sum(purchase_days.kept_amount) as net_revenue
    from purchase_days
    inner join days_ahead on purchase_days.purchase_date = days_ahead.purchase_date
    group by purchase_days.user_id, days_ahead.snapshot_date
)

select
    segments.lifecycle_stage,
    segments.value_tier,
    segments.purchase_state,
    cast(coalesce(sum(bought_ahead.net_revenue), 0) as decimal(18, 2))
        as net_revenue_ahead,
    cast(count(*) as bigint) as user_snapshots
from segments
inner join snapshot_days on segments.snapshot_date = snapshot_days.snapshot_date
left join bought_ahead
    on
        segments.user_id = bought_ahead.user_id
        and segments.snapshot_date = bought_ahead.snapshot_date
group by segments.lifecycle_stage, segments.value_tier, segments.purchase_state
