-- One row per grain, period, population (buying, live, dormant) and dimension value:
-- people new in it, and those who left it in the period.
-- Who left was in it at the end of the day before the period, or first bought in it.
-- People do not add up over periods: who came back by the end has not left.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set dimensions = {
    'value_tier': 'value_tier', 'lifecycle_stage': 'lifecycle_stage',
    'channel': 'channel', 'staff': 'staff_id', 'source': 'acquisition_source',
} %}

with

population_spells as (
    select * from {{ ref('int_churn_spells') }}
    where population in ('buying', 'live', 'dormant')
),

spells as (
    select
        *,
        lead(started_date) over (
            partition by user_id, population order by started_date nulls last
        ) as returned_date
    from population_spells
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

dealings as (
    select * from {{ ref('int_last_dealings') }}
),

users as (
    select user_id, acquisition_source from {{ ref('dim_users') }}
),

calendar as (
    select
        *,
        period_start - 1 as opening_date
    from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

movements as (
    select
        spells.user_id,
        -- Nobody asks for relationships by tier or stage.
        case when spells.population <> 'live' then spells.user_id end
            as standing_user_id,
        spells.population,
        calendar.grain,
        calendar.period_start,
        calendar.opening_date,
        -- Who first bought in the period is looked at on that day, not before it.
        greatest(
            calendar.opening_date, coalesce(spells.first_date, calendar.opening_date)
        ) as reference_date,
        sides.is_end,
        spells.started_date < calendar.period_start as was_in_at_opening,
        coalesce(spells.returned_date > calendar.period_end, true) as is_gone
    from spells
    cross join (values (true), (false)) as sides (is_end)
    inner join calendar
        on
            case when sides.is_end then spells.ended_date else spells.started_date end
            = calendar.business_date
    -- Of those who come only buyers count, and of their purchases the first.
    where
        sides.is_end
        or (spells.population = 'buying' and spells.started_date = spells.first_date)
),

-- Somebody who was out at the reference date came back in the period and left again.
movements_of_base as (
    select
        movements.population,
        movements.grain,
        movements.period_start,
        standings.value_tier,
        standings.lifecycle_stage,
        dealings.channel,
        case
            when movements.population = 'live' then coalesce(dealings.staff_id, 'none')
        end as staff_id,
        case when movements.population = 'live' then users.acquisition_source end
            as acquisition_source,
        case when movements.is_end then 0 else 1 end as new_users,
        case when movements.is_end and movements.is_gone then 1 else 0 end
            as left_users,
        case when movements.is_end and movements.was_in_at_opening then 1 else 0 end
            as ended_users
    from movements
    inner join population_spells as base_spells
        on
            movements.user_id = base_spells.user_id
            and movements.population = base_spells.population
            and movements.reference_date >= base_spells.started_date
            and movements.reference_date
            < coalesce(base_spells.ended_date, cast('9999-12-31' as date))
    inner join users on movements.user_id = users.user_id
    left join standings
        on
            movements.standing_user_id = standings.user_id
            and movements.opening_date >= standings.started_date
            and movements.opening_date
            < coalesce(standings.ended_date, cast('9999-12-31' as date))
    left join dealings
        on
            movements.user_id = dealings.user_id
            and movements.population = dealings.population
            and movements.reference_date >= dealings.started_date
            and movements.reference_date
            < coalesce(dealings.ended_date, cast('9999-12-31' as date))
)

select
    grain,
    period_start,
    population,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(new_users) as bigint) as new_users,
    cast(sum(left_users) as bigint) as left_users,
    cast(sum(ended_users) as bigint) as ended_users
from movements_of_base
group by {{ grouping_sets_of('grain, period_start, population', dimensions) }}
