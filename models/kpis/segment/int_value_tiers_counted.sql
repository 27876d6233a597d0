-- One row per grain, period and dimension value: people joined by its end, by the value
-- tier in which they are then.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}
{%- set dimensions = {'value_tier': 'value_tier'} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

users as (
    select * from {{ ref('dim_users') }}
    where joined_date is not null
),

stays as (
    select
        standings.value_tier,
        -- The first stretch reaches back: it counts from joining on.
        greatest(standings.started_date, users.joined_date) as started_date,
        standings.ended_date
    from {{ ref('int_user_standings') }} as standings
    inner join users on standings.user_id = users.user_id
    where
        standings.ended_date is null
        or standings.ended_date > greatest(standings.started_date, users.joined_date)
),

changes as (
    select started_date as changed_date, value_tier, 1 as difference from stays
    union all
    select ended_date as changed_date, value_tier, -1 as difference from stays
    where ended_date is not null
),

changes_aggregated as (
    select
        changed_date,
        value_tier,
        sum(difference) as difference
    from changes
    group by changed_date, value_tier
)

select
    periods.grain,
    periods.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(changes_aggregated.difference) as bigint) as user_count
from periods
inner join changes_aggregated
    on changes_aggregated.changed_date <= least(periods.period_end, {{ as_of_date() }})
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
