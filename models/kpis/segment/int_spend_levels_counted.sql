-- One row per grain, period and dimension value: people entered by its end, by the
-- level of their net spend of the 365 days up to it.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}
{%- set dimensions = {'member_level': 'spend_level'} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

changes as (
    select * from {{ ref('int_spend_levels_changed') }}
),

levels as (
    select
        spend_level,
        level_order <= 2 as is_high,
        coalesce(upper_bound, 1) > 0 as has_spent
    from {{ ref('spend_levels') }}
),

placed as (
    -- A level in which nobody ever was has its share, too: 0.
    select
        levels.spend_level,
        levels.is_high,
        levels.has_spent,
        first_change.first_date as changed_date,
        0 as difference
    from levels
    cross join (select min(changed_date) as first_date from changes) as first_change
    union all
    select
        levels.spend_level,
        levels.is_high,
        levels.has_spent,
        changes.changed_date,
        changes.difference
    from changes
    inner join levels on changes.spend_level = levels.spend_level
),

counted as (
    select
        periods.grain,
        periods.period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(placed.difference) as user_count,
        sum(case when placed.has_spent then placed.difference else 0 end) as buyers,
        sum(case when placed.is_high then placed.difference else 0 end)
            as high_value_users
    from periods
    inner join placed
        on placed.changed_date <= least(periods.period_end, {{ as_of_date() }})
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(user_count as bigint) as user_count,
    cast(buyers as bigint) as buyers,
    cast(high_value_users as bigint) as high_value_users,
    cast(
        sum(case when dimension = 'all' then user_count end)
            over (partition by grain, period_start)
        as bigint
    ) as all_users
from counted
