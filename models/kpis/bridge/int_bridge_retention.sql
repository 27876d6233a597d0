-- One row per rival definition of retention, grain and period: numerator and
-- denominator.
{{ config(schema='user_facts') }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain in ('month', 'quarter', 'year')
),

joined as (
    select
        cohort_date,
        count(*) as user_count
    from {{ ref('int_cohort_users') }}
    where cohort_kind = 'join'
    group by cohort_date
),

retained as (
    select
        stayed.retention_kind,
        joiners.cohort_date,
        count(*) as user_count
    from {{ ref('int_users_retained') }} as stayed
    inner join {{ ref('int_cohort_users') }} as joiners
        on stayed.user_id = joiners.user_id and joiners.cohort_kind = 'join'
    where stayed.days_since_join = 30
    group by stayed.retention_kind, joiners.cohort_date
),

-- Each kind asked of the same people: who is mature for the bracket.
kinds as (
    select
        listed.retention_kind,
        listed.measure_id,
        cast({{ as_of_date() }} - (30 + bracketed.bracket_days) as date)
            as last_cohort_date
    from {{ ref('retention_days') }} as bracketed
    cross join (
        values
        ('on_day', 'user_retention_on_day_30_bracket_mature'),
        ('on_or_after', 'user_retention_on_or_after_30_bracket_mature'),
        ('membership', 'user_retention_membership_30_bracket_mature')
    ) as listed (retention_kind, measure_id)
    where bracketed.days_since_join = 30
    union all
    select
        'bracket' as retention_kind,
        'user_retention_bracket_30_immature_too' as measure_id,
        {{ as_of_date() }} as last_cohort_date
),

counted as (
    select
        kinds.measure_id,
        calendar.grain,
        calendar.period_start,
        sum(coalesce(retained.user_count, 0)) as numerator,
        sum(joined.user_count) as denominator
    from joined
    inner join kinds on joined.cohort_date <= kinds.last_cohort_date
    inner join calendar on joined.cohort_date = calendar.business_date
    left join retained
        on
            joined.cohort_date = retained.cohort_date
            and kinds.retention_kind = retained.retention_kind
    group by kinds.measure_id, calendar.grain, calendar.period_start
)

select
    measure_id,
    grain,
    period_start,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator
from counted
