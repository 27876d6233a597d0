-- One row per business day, population and what its people are told by: how many more
-- are in it from that day on.
-- Tier and stage are of the day itself: who changes them leaves one row and enters
-- another.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

spells as (
    select
        *,
        -- Nobody asks for relationships by tier or stage.
        case when population <> 'live' then user_id end as standing_user_id,
        coalesce(ended_date, cast('9999-12-31' as date)) as bound_date
    from {{ ref('int_churn_spells') }}
),

standings as (
    select
        *,
        coalesce(ended_date, cast('9999-12-31' as date)) as bound_date
    from {{ ref('int_user_standings') }}
),

dealings as (
    select
        *,
        coalesce(ended_date, cast('9999-12-31' as date)) as bound_date
    from {{ ref('int_last_dealings') }}
),

users as (
    select user_id, acquisition_source from {{ ref('dim_users') }}
),

changes as (
    select
        spells.population,
        standings.value_tier,
        standings.lifecycle_stage,
        dealings.channel,
        case
            when spells.population = 'live' then coalesce(dealings.staff_id, 'none')
        end as staff_id,
        case when spells.population = 'live' then users.acquisition_source end
            as acquisition_source,
        sides.difference,
        case
            when sides.difference = 1
                then greatest(
                    spells.started_date,
                    coalesce(standings.started_date, spells.started_date),
                    coalesce(dealings.started_date, spells.started_date)
                )
            else least(
                spells.bound_date,
                coalesce(standings.bound_date, spells.bound_date),
                coalesce(dealings.bound_date, spells.bound_date)
            )
        end as changed_date
    from spells
    inner join users on spells.user_id = users.user_id
    left join standings
        on
            spells.standing_user_id = standings.user_id
            and spells.started_date < standings.bound_date
            and spells.bound_date > standings.started_date
    left join dealings
        on
            spells.user_id = dealings.user_id
            and spells.population = dealings.population
            and greatest(
                spells.started_date,
                coalesce(standings.started_date, spells.started_date)
            ) < dealings.bound_date
            and least(
                spells.bound_date, coalesce(standings.bound_date, spells.bound_date)
            ) > dealings.started_date
    cross join (values (1), (-1)) as sides (difference)
)

select
    population,
    changed_date,
    value_tier,
    lifecycle_stage,
    channel,
    staff_id,
    acquisition_source,
    cast(sum(difference) as bigint) as difference
from changes
where changed_date <= {{ as_of_date() }}
group by
    population,
    changed_date,
    value_tier,
    lifecycle_stage,
    channel,
    staff_id,
    acquisition_source
