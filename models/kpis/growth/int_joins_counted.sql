-- One row per grain, period and dimension value: people who joined in it, and what was
-- spent to win people.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}
{%- set dimensions = {'source': 'acquisition_source', 'city_tier': 'city_tier'} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

users as (
    select * from {{ ref('dim_users') }}
    where joined_date is not null
),

city_tiers as (
    select * from {{ ref('city_tiers') }}
),

costs as (
    select * from {{ ref('fct_costs') }}
    where cost_kind = 'acquisition'
),

sources as (
    select acquisition_source from users
    union
    select coalesce(channel, 'unknown') as acquisition_source from costs
),

moves as (
    select
        users.joined_date as business_date,
        users.acquisition_source,
        coalesce(city_tiers.city_tier, 'unknown') as city_tier,
        1 as joined,
        null as amount
    from users
    left join city_tiers on users.city = city_tiers.city
    union all
    select
        booked_date as business_date,
        coalesce(channel, 'unknown') as acquisition_source,
        null as city_tier,
        0 as joined,
        amount
    from costs
    union all
    -- A source that brought nobody has a share of 0 in the others' period.
    select
        calendar.business_date,
        sources.acquisition_source,
        null as city_tier,
        0 as joined,
        null as amount
    from calendar
    cross join sources
    where calendar.grain = 'day'
),

moves_aggregated as (
    select
        business_date,
        acquisition_source,
        city_tier,
        sum(joined) as joined,
        sum(amount) as amount
    from moves
    group by business_date, acquisition_source, city_tier
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(moves_aggregated.joined) as new_users,
        sum(moves_aggregated.amount) as amount
    from moves_aggregated
    inner join calendar on moves_aggregated.business_date = calendar.business_date
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(new_users as bigint) as new_users,
    cast(
        max(case when dimension = 'all' then new_users end)
            over (partition by grain, period_start)
        as bigint
    ) as period_new_users,
    -- Where no such cost was ever booked, nobody knows it; where one was, none is 0.
    cast(
        case when count(amount) over () > 0 then coalesce(amount, 0) end
        as decimal(18, 2)
    ) as acquisition_cost
from counted
-- Cost is of no city tier.
where dimension <> 'city_tier' or new_users > 0
