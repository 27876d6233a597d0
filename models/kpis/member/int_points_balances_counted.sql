-- One row per grain, period and dimension value: points at its end, by the level of
-- their owners then, and what they cost if redeemed.
{{ config(schema='user_facts', enabled=is_measured('member')) }}
{%- set dimensions = {'member_level': 'member_level'} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

changes as (
    select * from {{ ref('int_points_balances_changed') }}
),

point_costs as (
    select * from {{ ref('point_costs') }}
),

changes_known as (
    select changed_date, member_level, difference from changes
    union all
    -- A level that nobody has yet has a balance: 0.
    select
        first_period.first_date as changed_date,
        levels.member_level,
        0 as difference
    from (select distinct member_level from changes) as levels
    cross join (select min(period_start) as first_date from periods) as first_period
),

counted as (
    select
        periods.grain,
        periods.period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(changes_known.difference) as points
    from periods
    inner join changes_known
        on changes_known.changed_date <= least(periods.period_end, {{ as_of_date() }})
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

select
    counted.grain,
    counted.period_start,
    counted.dimension,
    counted.dimension_value,
    cast(counted.points as bigint) as points,
    cast(counted.points * point_costs.point_cost as decimal(18, 2)) as liability
from counted
cross join point_costs
-- People have levels in a brand without points, too.
where exists (select 1 from {{ ref('fct_points') }})
