-- Each stage closes each day with as many people as have a spell that covers it.
with

flows as (
    select * from {{ ref('lifecycle_stage_flows_daily') }}
),

spells as (
    select
        lifecycle_stage,
        started_date,
        ended_date,
        count(*) as user_count
    from {{ ref('lifecycle_stage_spells') }}
    group by lifecycle_stage, started_date, ended_date
),

days as (
    select distinct business_date from flows
),

spells_counted as (
    select
        days.business_date,
        spells.lifecycle_stage,
        sum(spells.user_count) as user_count
    from spells
    inner join days
        on
            spells.started_date <= days.business_date
            and coalesce(spells.ended_date > days.business_date, true)
    group by days.business_date, spells.lifecycle_stage
)

select
    coalesce(flows.business_date, spells_counted.business_date) as business_date,
    coalesce(flows.lifecycle_stage, spells_counted.lifecycle_stage) as lifecycle_stage,
    flows.closing_users,
    spells_counted.user_count
from flows
full outer join spells_counted
    on
        flows.business_date = spells_counted.business_date
        and flows.lifecycle_stage = spells_counted.lifecycle_stage
where
    coalesce(flows.closing_users, -1) <> coalesce(spells_counted.user_count, 0)
