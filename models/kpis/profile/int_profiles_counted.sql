-- One row per grain, period, trait and value: people of the value at the period's
-- end, and people whose trait is known then.
{{ config(schema='user_facts', enabled=is_measured('profile')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

changes as (
    select * from {{ ref('int_profile_changes') }}
),

changes_and_zeros as (
    select * from changes
    union all
    -- Nobody of a value is a share of 0.
    select distinct
        trait,
        trait_value,
        cast('0001-01-01' as date) as changed_date,
        0 as user_change
    from changes
),

counted as (
    select
        periods.grain,
        periods.period_start,
        changes_and_zeros.trait,
        changes_and_zeros.trait_value,
        sum(changes_and_zeros.user_change) as user_count
    from periods
    inner join changes_and_zeros
        on periods.period_end >= changes_and_zeros.changed_date
    group by
        periods.grain,
        periods.period_start,
        changes_and_zeros.trait,
        changes_and_zeros.trait_value
)

select
    grain,
    period_start,
    trait,
    case when trait_value = 'all' then 'all' else trait end as dimension,
    trait_value as dimension_value,
    cast(user_count as bigint) as user_count,
    cast(
        max(case when trait_value = 'all' then user_count end)
            over (partition by grain, period_start, trait)
        as bigint
    ) as known_users
from counted
