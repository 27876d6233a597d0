-- One row per population, grain, period and dimension value in which somebody came to
-- count in the population, ceased to, or did what it is asked about in the period. The
-- consented are asked whether a touch reached them, members whether they bought, the
-- unpaid whether they bought for the first time.
{{ config(schema='user_facts') }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
    'source': 'acquisition_source',
    'community': 'community_id',
} %}

with

memberships as (
    select * from {{ ref('int_population_periods') }}
),

standings as (
    select * from {{ ref('int_standing_periods') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

touched_days as (
    select distinct user_id, sent_date
    from {{ ref('fct_touches') }}
    where is_delivered and user_id is not null
),

acts as (
    select distinct
        'consented' as population,
        touched_days.user_id,
        calendar.grain,
        calendar.period_start
    from touched_days
    inner join calendar on touched_days.sent_date = calendar.business_date
    union all
    select
        populations.population,
        buyers.user_id,
        buyers.grain,
        buyers.period_start
    from {{ ref('int_user_periods') }} as buyers
    cross join
        (values ('group_member'), ('community_member')) as populations (population)
    where buyers.purchase_days > 0
    union all
    select
        'unpaid' as population,
        people.user_id,
        calendar.grain,
        calendar.period_start
    from {{ ref('dim_users') }} as people
    inner join calendar on people.first_purchase_date = calendar.business_date
),

memberships_standing as (
    select
        memberships.population,
        memberships.user_id,
        memberships.community_id,
        memberships.acquisition_source,
        memberships.grain,
        standings.value_tier,
        standings.lifecycle_stage,
        greatest(
            memberships.from_period,
            coalesce(standings.from_period, memberships.from_period)
        ) as from_period,
        -- The smaller of the two; null is without end.
        case
            when standings.until_period is null then memberships.until_period
            when memberships.until_period is null then standings.until_period
            else least(memberships.until_period, standings.until_period)
        end as until_period
    from memberships
    left join standings
        on
            memberships.user_id = standings.user_id
            and memberships.grain = standings.grain
            and memberships.from_period
            < coalesce(standings.until_period, cast('9999-12-31' as date))
            and standings.from_period
            < coalesce(memberships.until_period, cast('9999-12-31' as date))
),

moves as (
    select
        *,
        from_period as period_start,
        1 as moved,
        0 as acting
    from memberships_standing
    union all
    select
        *,
        until_period as period_start,
        -1 as moved,
        0 as acting
    from memberships_standing
    where until_period is not null
    union all
    select
        memberships_standing.*,
        acts.period_start,
        0 as moved,
        1 as acting
    from acts
    inner join memberships_standing
        on
            acts.population = memberships_standing.population
            and acts.user_id = memberships_standing.user_id
            and acts.grain = memberships_standing.grain
            and acts.period_start >= memberships_standing.from_period
            and acts.period_start
            < coalesce(memberships_standing.until_period, cast('9999-12-31' as date))
)

select
    population,
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(moved) as bigint) as moved,
    cast(sum(acting) as bigint) as acting
from moves
group by {{ grouping_sets_of('population, grain, period_start', dimensions) }}
