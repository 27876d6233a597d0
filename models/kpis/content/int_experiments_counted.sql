-- One row per campaign, comparison, outcome and group compared: people assigned, those
-- whose days are over, and those of them with the outcome. Arms: the treated against
-- the held-out. Variants: of the treated, and such as only the held-out have; the base
-- is the first of these, else the first, in alphabetical order.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

members as (
    select
        *,
        min(case when arm = 'control' then 1 else 0 end)
            over (partition by campaign_id, variant)
            as is_control_variant
    from {{ ref('int_experiment_members') }}
),

members_placed as (
    select
        campaign_id,
        'arm' as comparison,
        arm as variant,
        case when arm = 'control' then 1 else 0 end as is_control,
        is_mature,
        has_ordered,
        has_visited
    from members
    union all
    select
        campaign_id,
        'variant' as comparison,
        variant,
        is_control_variant,
        is_mature,
        has_ordered,
        has_visited
    from members
    where variant is not null and (arm = 'treated' or is_control_variant = 1)
),

counted as (
    select
        members_placed.campaign_id,
        members_placed.comparison,
        outcomes.outcome,
        members_placed.variant,
        max(members_placed.is_control) as is_control,
        count(*) as assigned_users,
        sum(case when members_placed.is_mature then 1 else 0 end) as mature_users,
        sum(
            case
                when not members_placed.is_mature then 0
                when outcomes.outcome = 'order' and members_placed.has_ordered then 1
                when outcomes.outcome = 'visit' and members_placed.has_visited then 1
                else 0
            end
        ) as converted_users
    from members_placed
    cross join (values ('order'), ('visit')) as outcomes (outcome)
    group by
        members_placed.campaign_id,
        members_placed.comparison,
        outcomes.outcome,
        members_placed.variant
)

select
    campaign_id,
    comparison,
    outcome,
    variant,
    row_number() over (
        partition by campaign_id, comparison, outcome
        order by is_control desc nulls last, variant asc nulls last
    ) = 1 as is_base,
    cast(assigned_users as bigint) as assigned_users,
    cast(mature_users as bigint) as mature_users,
    cast(converted_users as bigint) as converted_users
from counted
