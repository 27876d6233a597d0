-- Each stage and tier closes each day with as many people as have a spell that covers
-- it.
with

flows as (
    select * from {{ ref('segment_flows_daily') }}
),

spells as (
    select
        'lifecycle_stage' as segment_kind,
        lifecycle_stage as segment,
        started_date,
        ended_date
    from {{ ref('lifecycle_stage_spells') }}
    union all
    select
        'value_tier' as segment_kind,
        value_tier as segment,
        started_date,
        ended_date
    from {{ ref('value_tier_spells') }}
),

spells_grouped as (
    select
        segment_kind,
        segment,
        started_date,
        ended_date,
        count(*) as user_count
    from spells
    group by segment_kind, segment, started_date, ended_date
),

days as (
    select distinct business_date from flows
),

spells_counted as (
    select
        days.business_date,
        spells_grouped.segment_kind,
        spells_grouped.segment,
        sum(spells_grouped.user_count) as user_count
    from spells_grouped
    inner join days
        on
            spells_grouped.started_date <= days.business_date
            and coalesce(spells_grouped.ended_date > days.business_date, true)
    group by days.business_date, spells_grouped.segment_kind, spells_grouped.segment
)

select
    coalesce(flows.business_date, spells_counted.business_date) as business_date,
    coalesce(flows.segment, spells_counted.segment) as segment,
    flows.closing_users,
    spells_counted.user_count
from flows
full outer join spells_counted
    on
        flows.business_date = spells_counted.business_date
        and flows.segment_kind = spells_counted.segment_kind
        and flows.segment = spells_counted.segment
where
    coalesce(flows.closing_users, -1) <> coalesce(spells_counted.user_count, 0)
