-- One row per grain, standing at the start of the period and business day: by how many
-- the people with a live relationship and that standing became more or fewer.
-- A relationship that began before the first period counts as begun on its first day.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

spells as (
    select * from {{ ref('fct_relationship_spells') }}
),

standings as (
    select * from {{ ref('int_standing_periods') }}
),

grains as (
    select
        grain,
        min(period_start) as first_date
    from {{ ref('int_kpi_periods') }}
    group by grain
),

days_shared as (
    select
        grains.grain,
        grains.first_date,
        standings.value_tier,
        standings.lifecycle_stage,
        greatest(
            spells.started_date,
            coalesce(standings.from_period, spells.started_date),
            grains.first_date
        ) as started_date,
        least(
            coalesce(spells.ended_date, cast('9998-01-01' as date)),
            coalesce(standings.until_period, cast('9998-01-01' as date))
        ) as ended_date
    from spells
    cross join grains
    -- Who has no standing is live, too.
    left join standings
        on
            spells.user_id = standings.user_id
            and grains.grain = standings.grain
            and spells.started_date
            < coalesce(standings.until_period, cast('9998-01-01' as date))
            and standings.from_period
            < coalesce(spells.ended_date, cast('9998-01-01' as date))
),

changes as (
    select
        days_shared.grain,
        days_shared.value_tier,
        days_shared.lifecycle_stage,
        ends.difference,
        case ends.difference
            when 1 then days_shared.started_date else days_shared.ended_date
        end
            as changed_date
    from days_shared
    cross join (values (1), (-1)) as ends (difference)
    where days_shared.started_date < days_shared.ended_date
)

select
    grain,
    value_tier,
    lifecycle_stage,
    changed_date,
    cast(sum(difference) as bigint) as difference
from changes
where changed_date <= {{ as_of_date() }}
group by grain, value_tier, lifecycle_stage, changed_date
