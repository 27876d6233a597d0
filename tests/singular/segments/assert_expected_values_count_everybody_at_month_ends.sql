-- Month ends whose 30 days are over: people in snapshots, and net revenue of the days
-- ahead, against the sums that expected values are made of.
with

month_ends as (
    select snapshot_date
    from {{ ref('int_snapshot_days') }}
    where is_month_end and cast({{ as_of_date() }} - snapshot_date as int) >= 30
),

people as (
    select
        segments.user_id,
        segments.snapshot_date
    from {{ ref('user_segments') }} as segments
    inner join month_ends on segments.snapshot_date = month_ends.snapshot_date
),

bought as (
    select sum(purchases.kept_amount) as net_revenue
    from people
    inner join {{ ref('fct_purchase_days') }} as purchases
        on people.user_id = purchases.user_id
    where
        purchases.purchase_date > people.snapshot_date
        and cast(purchases.purchase_date - people.snapshot_date as int) <= 30
),

expected as (
    select
        (select count(*) from people) as user_snapshots,
        coalesce((select net_revenue from bought), 0) as net_revenue
),

published as (
    select
        coalesce(sum(user_snapshots), 0) as user_snapshots,
        coalesce(sum(net_revenue_ahead), 0) as net_revenue
    from {{ ref('int_action_values') }}
)

select
    expected.user_snapshots as expected_user_snapshots,
    expected.net_revenue as expected_net_revenue,
    published.user_snapshots,
    published.net_revenue
from expected
cross join published
where
    expected.user_snapshots <> published.user_snapshots
    or expected.net_revenue <> published.net_revenue
