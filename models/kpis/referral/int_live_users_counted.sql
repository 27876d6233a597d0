-- One row per grain, period, value tier and lifecycle stage at the period's start:
-- people with a live relationship at its end.
-- Counted by the first and the last period in which both hold for a stretch of standing
-- and a spell of relationship: no person is met in every period.
{{ config(schema='user_facts', enabled=is_measured('referral')) }}
{%- set lengths = {
    'week': "interval '7' day",
    'month': "interval '1' month",
    'quarter': "interval '3' month",
    'year': "interval '1' year",
} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

spells as (
    select * from {{ ref('fct_relationship_spells') }}
),

grains as (
    select * from (
        values
        {%- for grain in lengths %}
        ('{{ grain }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as listed (grain)
),

bounds_found as (
    select
        grains.grain,
        standings.value_tier,
        standings.lifecycle_stage,
        -- The standing holds on the day before a period from the one that begins after
        -- its first day, up to the one in which it ends.
        case grains.grain
            {%- for grain, length in lengths.items() %}
            when '{{ grain }}'
                then date_trunc('{{ grain }}', standings.started_date) + {{ length }}
            {%- endfor %}
        end as first_by_standing,
        case grains.grain
            {%- for grain, length in lengths.items() %}
            when '{{ grain }}'
                then date_trunc('{{ grain }}', standings.ended_date) + {{ length }}
            {%- endfor %}
        end as after_by_standing,
        -- The relationship is live at the end of a period from the one in which it
        -- begins, up to the one before it ends.
        case grains.grain
            {%- for grain in lengths %}
            when '{{ grain }}' then date_trunc('{{ grain }}', spells.started_date)
            {%- endfor %}
        end as first_by_spell,
        case grains.grain
            {%- for grain in lengths %}
            when '{{ grain }}' then date_trunc('{{ grain }}', spells.ended_date)
            {%- endfor %}
        end as after_by_spell
    from standings
    inner join spells
        on
            standings.user_id = spells.user_id
            and standings.started_date
            < coalesce(spells.ended_date, cast('9999-12-31' as date))
    cross join grains
),

stretches as (
    select
        grain,
        value_tier,
        lifecycle_stage,
        cast(greatest(first_by_standing, first_by_spell) as date) as first_start,
        cast(
            least(
                coalesce(after_by_standing, cast('9999-12-31' as date)),
                coalesce(after_by_spell, cast('9999-12-31' as date))
            ) as date
        ) as after_start
    from bounds_found
),

changes as (
    select
        grain,
        first_start as changed_start,
        value_tier,
        lifecycle_stage,
        1 as user_change
    from stretches
    where first_start < after_start
    union all
    select
        grain,
        after_start as changed_start,
        value_tier,
        lifecycle_stage,
        -1 as user_change
    from stretches
    where first_start < after_start
),

changes_aggregated as (
    select
        grain,
        changed_start,
        value_tier,
        lifecycle_stage,
        sum(user_change) as user_change
    from changes
    group by grain, changed_start, value_tier, lifecycle_stage
)

select
    periods.grain,
    periods.period_start,
    changes_aggregated.value_tier,
    changes_aggregated.lifecycle_stage,
    cast(sum(changes_aggregated.user_change) as bigint) as live_users
from periods
inner join changes_aggregated
    on
        periods.grain = changes_aggregated.grain
        and periods.period_start >= changes_aggregated.changed_start
group by
    periods.grain,
    periods.period_start,
    changes_aggregated.value_tier,
    changes_aggregated.lifecycle_stage
