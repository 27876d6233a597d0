-- One row per population, grain, period and what its people are told by: people who
-- count in the population and did what it is asked about in the period. The consented
-- are asked whether a touch reached them, members whether they bought, the unpaid
-- whether they bought for the first time.
{{ config(schema='user_facts') }}

with

memberships as (
    select * from {{ ref('int_population_periods') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

touches_in_turn as (
    select
        user_id,
        sent_date,
        lag(sent_date) over (
            partition by user_id order by sent_date nulls last, touch_id nulls last
        ) as previous_date
    from {{ ref('fct_touches') }}
    where is_delivered and user_id is not null
),

acts as (
    -- The first touch of a period is the one before which lies none in it.
    select
        'consented' as population,
        touched.user_id,
        calendar.grain,
        calendar.period_start
    from touches_in_turn as touched
    inner join calendar
        on
            touched.sent_date = calendar.business_date
            and coalesce(touched.previous_date, cast('0001-01-01' as date))
            < calendar.period_start
    union all
    select
        populations.population,
        buyers.user_id,
        buyers.grain,
        buyers.period_start
    from {{ ref('int_user_periods') }} as buyers
    cross join
        (values ('group_member'), ('community_member')) as populations (population)
    where buyers.purchase_days > 0 and buyers.grain <> 'day'
    union all
    select
        'unpaid' as population,
        people.user_id,
        calendar.grain,
        calendar.period_start
    from {{ ref('dim_users') }} as people
    inner join calendar on people.first_purchase_date = calendar.business_date
),

acts_of_members as (
    select
        acts.*,
        memberships.community_id,
        memberships.acquisition_source
    from acts
    inner join memberships
        on
            acts.population = memberships.population
            and acts.user_id = memberships.user_id
            and acts.grain = memberships.grain
            and acts.period_start >= memberships.from_period
            and acts.period_start
            < coalesce(memberships.until_period, cast('9999-12-31' as date))
)

select
    acts.population,
    acts.grain,
    acts.period_start,
    acts.community_id,
    acts.acquisition_source,
    standings.value_tier,
    standings.lifecycle_stage,
    cast(count(*) as bigint) as people
from acts_of_members as acts
left join standings
    on
        acts.user_id = standings.user_id
        and {{ held_before('standings', 'acts.period_start') }}
group by
    acts.population,
    acts.grain,
    acts.period_start,
    acts.community_id,
    acts.acquisition_source,
    standings.value_tier,
    standings.lifecycle_stage
