-- One row per rival definition between churn and the loss of relationships, grain and
-- period: of buyers who were neither lapsed nor without a relationship the day before
-- the period, those who have lapsed, or lost it, at its end.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

states as (
    select * from {{ ref('int_churn_spells') }}
    where substring(population, 1, 7) in ('buying_', 'lapsed_')
),

calendar as (
    select
        *,
        least(period_end, {{ as_of_date() }}) as last_date
    from {{ ref('int_calendar_periods') }}
    where grain in ('month', 'quarter', 'year')
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain in ('month', 'quarter', 'year')
),

bases as (
    select * from {{ ref('int_churn_bases_counted') }}
    where population = 'buying_live' and dimension = 'all'
),

-- Whose state of the day before ended in the period; all others still have it.
departed as (
    select
        states.user_id,
        calendar.grain,
        calendar.period_start,
        calendar.last_date
    from states
    inner join calendar on states.ended_date = calendar.business_date
    where
        states.population = 'buying_live'
        and states.started_date < calendar.period_start
),

left_users as (
    select
        departed.grain,
        departed.period_start,
        sum(case when substring(states.population, 1, 6) = 'lapsed' then 1 else 0 end)
            as lapsed_users,
        sum(case when substring(states.population, 8, 4) = 'lost' then 1 else 0 end)
            as lost_users
    from departed
    inner join states
        on
            departed.user_id = states.user_id
            and departed.last_date >= states.started_date
            and departed.last_date
            < coalesce(states.ended_date, cast('9999-12-31' as date))
    group by departed.grain, departed.period_start
),

joined as (
    select
        periods.grain,
        periods.period_start,
        coalesce(bases.opening_users, 0) as opening_users,
        coalesce(left_users.lapsed_users, 0) as lapsed_users,
        coalesce(left_users.lost_users, 0) as lost_users
    from periods
    left join bases
        on periods.grain = bases.grain and periods.period_start = bases.period_start
    left join left_users
        on
            periods.grain = left_users.grain
            and periods.period_start = left_users.period_start
)

{%- for measure_id, numerator in [
    ('churn_rate_of_contacts', 'lapsed_users'),
    ('relationship_loss_rate_of_buyers', 'lost_users'),
] %}
select
    '{{ measure_id }}' as measure_id,
    grain,
    period_start,
    cast({{ numerator }} as double) as numerator,
    cast(opening_users as double) as denominator
from joined
{{ 'union all' if not loop.last }}
{%- endfor %}
