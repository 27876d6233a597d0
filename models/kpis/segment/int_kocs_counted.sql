-- One row per grain and period: key opinion consumers at the last snapshot (month end,
-- or as_of_date) by its end, and what the people they had brought spent in the 365 days
-- up to it; null before the first snapshot.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

segments as (
    select * from {{ ref('user_segments') }}
),

referrals as (
    select * from {{ ref('fct_referrals') }}
    where is_valid
),

period_snapshots as (
    select
        periods.grain,
        periods.period_start,
        max(snapshots.snapshot_date) as snapshot_date
    from periods
    left join snapshots on periods.period_end >= snapshots.snapshot_date
    group by periods.grain, periods.period_start
),

counted as (
    select
        snapshot_date,
        sum(case when is_koc then 1 else 0 end) as koc_users
    from segments
    group by snapshot_date
),

influence as (
    select
        inviters.snapshot_date,
        sum(invitees.net_revenue) as influence_revenue
    from referrals
    inner join segments as inviters
        on referrals.inviter_user_id = inviters.user_id and inviters.is_koc
    inner join segments as invitees
        on
            referrals.invitee_user_id = invitees.user_id
            and inviters.snapshot_date = invitees.snapshot_date
    group by inviters.snapshot_date
)

select
    period_snapshots.grain,
    period_snapshots.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(counted.koc_users as bigint) as koc_users,
    cast(
        case
            when counted.koc_users is not null
                then coalesce(influence.influence_revenue, 0)
        end as decimal(18, 2)
    ) as influence_revenue
from period_snapshots
left join counted on period_snapshots.snapshot_date = counted.snapshot_date
left join influence on period_snapshots.snapshot_date = influence.snapshot_date
