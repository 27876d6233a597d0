-- One row per person and stretch of days in one lifecycle stage, from entering on.
-- Half-open: in the stage on started_date <= day < ended_date; no end = open at
-- as_of_date. Spells of a person leave no day out and do not overlap.

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

stages as (
    select
        *,
        -- A bit per rule: the sum of those that hold tells which they are.
        case when axis is null then 0 else cast(power(2, precedence) as bigint) end
            as rule_bit
    from {{ ref('lifecycle_stages') }}
),

quiet_stretches as (
    select * from {{ ref('int_quiet_stretches') }}
),

conditions as (
    select
        quiet_stretches.user_number,
        stages.rule_bit,
        quiet_stretches.quiet_since + stages.days + 1 as started_date,
        quiet_stretches.ended_date
    from quiet_stretches
    inner join stages on quiet_stretches.axis = stages.axis
    where stages.comparison = 'over'
    union all
    select
        users.user_number,
        stages.rule_bit,
        users.entered_date as started_date,
        users.entered_date + stages.days as ended_date
    from users
    cross join stages
    where stages.axis = 'join' and stages.comparison = 'under'
),

conditions_bounded as (
    select
        conditions.user_number,
        conditions.rule_bit,
        -- A purchase can lie before entering.
        greatest(conditions.started_date, users.entered_date) as started_date,
        conditions.ended_date
    from conditions
    inner join users on conditions.user_number = users.user_number
    where
        conditions.ended_date is null
        or conditions.ended_date
        > greatest(conditions.started_date, users.entered_date)
),

changes as (
    select
        user_number,
        started_date as changed_date,
        rule_bit as difference
    from conditions_bounded
    union all
    select
        user_number,
        ended_date as changed_date,
        -rule_bit as difference
    from conditions_bounded
    union all
    select
        user_number,
        entered_date as changed_date,
        0 as difference
    from users
),

changes_aggregated as (
    select
        user_number,
        changed_date,
        sum(difference) as difference
    from changes
    where changed_date <= {{ as_of_date() }}
    group by user_number, changed_date
),

rules_held as (
    select
        *,
        cast(sum(difference) over (
            partition by user_number
            order by changed_date nulls last
            rows between unbounded preceding and current row
        ) as bigint) as rules
    from changes_aggregated
),

stages_found as (
    select
        rules_held.user_number,
        rules_held.changed_date,
        stages.lifecycle_stage,
        lag(stages.lifecycle_stage) over (
            partition by rules_held.user_number
            order by rules_held.changed_date nulls last
        ) as previous_stage
    from rules_held
    -- The lowest bit that is set is the first rule that holds.
    inner join stages on (rules_held.rules & -rules_held.rules) = stages.rule_bit
),

spells as (
    select
        *,
        lead(changed_date)
            over (partition by user_number order by changed_date nulls last)
            as ended_date
    from stages_found
    where lifecycle_stage is distinct from previous_stage
)

select
    users.user_id,
    spells.lifecycle_stage,
    spells.previous_stage,
    spells.changed_date as started_date,
    spells.ended_date,
    {{ as_of_date() }} as as_of_date
from spells
inner join users on spells.user_number = users.user_number
