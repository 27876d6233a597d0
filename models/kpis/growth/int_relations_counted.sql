-- One row per grain, period and dimension value: people with a live contact, and open
-- communities, at its end. A person with two members of staff counts for both, and once
-- in the total.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

changes as (
    select * from {{ ref('int_relation_changes') }}
),

changes_and_period_ends as (
    select
        null as grain,
        null as period_start,
        dimension,
        dimension_value,
        changed_date,
        contact_change,
        group_change
    from changes
    union all
    select
        periods.grain,
        periods.period_start,
        seen.dimension,
        seen.dimension_value,
        least(periods.period_end, {{ as_of_date() }}) as changed_date,
        null as contact_change,
        null as group_change
    from periods
    cross join (select distinct dimension, dimension_value from changes) as seen
),

running as (
    -- The change of a day has no grain and goes before the periods that end on it.
    select
        *,
        sum(contact_change) over (
            partition by dimension, dimension_value
            order by changed_date nulls last, grain nulls first
            rows between unbounded preceding and current row
        ) as contact_users,
        sum(group_change) over (
            partition by dimension, dimension_value
            order by changed_date nulls last, grain nulls first
            rows between unbounded preceding and current row
        ) as open_groups
    from changes_and_period_ends
),

kinds_known as (
    select
        max(case when contact_change is not null then 1 end) as has_contacts,
        max(case when group_change is not null then 1 end) as has_groups
    from changes
)

-- Null where the brand has no such thing at all.
select
    running.grain,
    running.period_start,
    running.dimension,
    running.dimension_value,
    cast(
        case
            when kinds_known.has_contacts = 1 then coalesce(running.contact_users, 0)
        end
        as bigint
    ) as contact_users,
    cast(
        case
            when kinds_known.has_groups = 1 then coalesce(running.open_groups, 0)
        end
        as bigint
    ) as open_groups
from running
cross join kinds_known
where
    running.grain is not null
    and (running.dimension = 'all' or running.contact_users > 0)
